/*
 * locks/destroy_held/fixed.c - destroyed after the last user.
 *
 * FIX     Join, then destroy.
 * PYTHON  S1, Unlock when not locked: join() before clean-up
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
    MUST_SYS(sem_post(&destroyed));
    MUST(pthread_join(thread, NULL));
    int error = pthread_mutex_destroy(&job.lock);
    printf("destroy said: %s\n", strerror(error));
    return error == 0 && job.result == 42 ? 0 : 1;
}
