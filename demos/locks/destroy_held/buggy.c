/*
 * locks/destroy_held/buggy.c - destroyed while held.             Cure: fixed.c
 *
 * BUG     main() destroys the lock of a job that is still running.
 * WHEN    On every run here. glibc returns EBUSY; few programs look.
 * FIX     Destroy after the last user is gone: join first.
 * PYTHON  S1, Unlock when not locked: locks there are kept alive by whoever
 *         uses them
 *
 * expect plain      wrong
 * expect tsan-gcc   reports destroy-held in main and work, unlock-not-locked in
 *                   work
 * expect tsan-clang reports destroy-held in main and work, unlock-not-locked in
 *                   work
 * expect helgrind   reports api-error in main, destroy-held in main,
 *                   mutex-invalid in work
 * expect drd        reports destroy-held in main, mutex-invalid in work
 * expect lockcheck  reports destroy-held in main and work
 */
#include "../../common/demo.h"

struct job {
    pthread_mutex_t lock;
    int result;
};

static sem_t locked;
static sem_t destroyed;

static void *work(void *argument)
{
    struct job *job = argument;
    MUST(pthread_mutex_lock(&job->lock));
    MUST_SYS(sem_post(&locked));
    MUST_SYS(sem_wait(&destroyed));
    job->result = 42;
    MUST(pthread_mutex_unlock(&job->lock));
    return NULL;
}

int main(void)
{
    static struct job job = {.lock = PTHREAD_MUTEX_INITIALIZER};
    pthread_t thread;
    MUST_SYS(sem_init(&locked, 0, 0));
    MUST_SYS(sem_init(&destroyed, 0, 0));
    MUST(pthread_create(&thread, NULL, work, &job));
    MUST_SYS(sem_wait(&locked));
    int error = pthread_mutex_destroy(&job.lock);
    MUST_SYS(sem_post(&destroyed));
    MUST(pthread_join(thread, NULL));
    printf("destroy said: %s\n", strerror(error));
    return error == 0 && job.result == 42 ? 0 : 1;
}
