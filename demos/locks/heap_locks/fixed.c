/*
 * locks/heap_locks/fixed.c - folder before file, in all cases.
 *
 * FIX     The order of classes holds whatever the instances are.
 * PYTHON  S2, Locks have their own problems: an order for classes of locks,
 *         written down
 *
 * flags lockcheck   class=1:fail_on=possible
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

struct file {
    pthread_mutex_t lock;
};

struct folder {
    pthread_mutex_t lock;
};

static sem_t first_is_done;

static struct file *new_file(void)
{
    struct file *file = malloc(sizeof(*file));
    MUST(file == NULL ? ENOMEM : 0);
    MUST(pthread_mutex_init(&file->lock, NULL));
    return file;
}

static struct folder *new_folder(void)
{
    struct folder *folder = malloc(sizeof(*folder));
    MUST(folder == NULL ? ENOMEM : 0);
    MUST(pthread_mutex_init(&folder->lock, NULL));
    return folder;
}

static void *add(void *unused)
{
    struct folder *folder = new_folder();
    struct file *file = new_file();
    (void)unused;
    MUST(pthread_mutex_lock(&folder->lock));
    MUST(pthread_mutex_lock(&file->lock));
    MUST(pthread_mutex_unlock(&file->lock));
    MUST(pthread_mutex_unlock(&folder->lock));
    MUST_SYS(sem_post(&first_is_done));
    return NULL;
}

static void *drop(void *unused)
{
    struct folder *folder = new_folder();
    struct file *file = new_file();
    (void)unused;
    MUST_SYS(sem_wait(&first_is_done));
    MUST(pthread_mutex_lock(&folder->lock));
    MUST(pthread_mutex_lock(&file->lock));
    MUST(pthread_mutex_unlock(&file->lock));
    MUST(pthread_mutex_unlock(&folder->lock));
    return NULL;
}

int main(void)
{
    pthread_t first;
    pthread_t second;
    MUST_SYS(sem_init(&first_is_done, 0, 0));
    MUST(pthread_create(&first, NULL, add, NULL));
    MUST(pthread_create(&second, NULL, drop, NULL));
    MUST(pthread_join(first, NULL));
    MUST(pthread_join(second, NULL));
    puts("two folders, two files: they cannot meet");
    return 0;
}
