/*
 * plugin_host PLUGIN: loads a plugin that nests two locks in one order, unloads it, and nests them
 * in the other order itself. The report must still name the plugin's functions.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

typedef void plugin_fn(pthread_mutex_t *first, pthread_mutex_t *second);

static pthread_mutex_t s_table_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_entry_lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic bool s_unloaded; /* a barrier would order the two threads */
static const char *s_path;
static int s_failed;

static void *use_plugin(void *unused)
{
    (void)unused;
    void *handle = dlopen(s_path, RTLD_NOW);
    plugin_fn *run = handle ? (plugin_fn *)dlsym(handle, "plugin_run") : NULL;
    if (run) {
        run(&s_table_lock, &s_entry_lock);
    }
    s_failed = !run || dlclose(handle) != 0;
    s_unloaded = true;
    return NULL;
}

static void *scan_entries(void *unused)
{
    (void)unused;
    while (!s_unloaded) {
    }
    (void)pthread_mutex_lock(&s_entry_lock);
    (void)pthread_mutex_lock(&s_table_lock);
    (void)pthread_mutex_unlock(&s_table_lock);
    (void)pthread_mutex_unlock(&s_entry_lock);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[2];
    if (argc != 2) {
        return 2;
    }
    s_path = argv[1];
    if (pthread_create(&threads[0], NULL, use_plugin, NULL) != 0 ||
        pthread_create(&threads[1], NULL, scan_entries, NULL) != 0) {
        return 3;
    }
    (void)pthread_join(threads[0], NULL);
    (void)pthread_join(threads[1], NULL);
    puts(s_failed ? "the plugin did not load" : "done");
    return s_failed;
}
