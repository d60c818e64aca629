/*
 * signalling/join_timeout/fixed.c - stop, then join without limit.
 *
 * FIX     The worker is told to stop before the join, and the join waits.
 * PYTHON  S4, A dedicated cancellation thread: join(), and is_alive() after a
 *         join with a timeout
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static sem_t stop;

/* Ends when it is told to. */
static void *work(void *result)
{
    MUST_SYS(sem_wait(&stop));
    *(int *)result = 42;
    return NULL;
}

int main(void)
{
    pthread_t worker;
    int *result = malloc(sizeof(*result));
    MUST(result == NULL ? ENOMEM : 0);
    MUST_SYS(sem_init(&stop, 0, 0));
    MUST(pthread_create(&worker, NULL, work, result));
    MUST_SYS(sem_post(&stop));
    MUST(pthread_join(worker, NULL));
    free(result);
    puts("stopped");
    return 0;
}
