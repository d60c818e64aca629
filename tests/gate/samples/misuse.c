/* Locks used against their rules, one way after the other, and a thread that nobody joins. */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t doomed;

static void unlock_twice(void)
{
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
    pthread_mutex_unlock(&lock);
}

static void destroy_while_held(void)
{
    pthread_mutex_init(&doomed, NULL);
    pthread_mutex_lock(&doomed);
    pthread_mutex_destroy(&doomed);
}

static void *idle(void *unused)
{
    return unused;
}

int main(void)
{
    pthread_t thread;
    unlock_twice();
    destroy_while_held();
    pthread_create(&thread, NULL, idle, NULL);
    return 0;
}
