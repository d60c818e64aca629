/*
 * signalling/join_timeout/racy.c - joined in time, or not.       Cure: fixed.c
 *
 * BUG     The join has a time limit, and its result is not looked at: the
 *         result is freed while the worker still runs and will write to it.
 * WHEN    The worker is slower than the limit; always here.
 * FIX     Tell it to stop, then wait until it has: what the thread uses can
 *         only go after the thread.
 * PYTHON  S4, A dedicated cancellation thread: thread.join(timeout=0.1)
 *         returns None in either case
 *
 * expect plain      ok
 * expect tsan-gcc   reports use-after-free in main and work
 * expect tsan-clang reports use-after-free in main and work
 * expect helgrind   misses use-after-free
 * expect drd        misses use-after-free
 * expect lockcheck  misses use-after-free
 */
#include "../../common/demo.h"

#include <time.h>

static sem_t stop;

/* Ends when it is told to. */
static void *work(void *result)
{
    MUST_SYS(sem_wait(&stop));
    *(int *)result = 42;
    return NULL;
}

static int join_for_a_moment(pthread_t thread)
{
    struct timespec now;
    MUST_SYS(clock_gettime(CLOCK_REALTIME, &now));
    return pthread_timedjoin_np(thread, NULL, &now);
}

int main(void)
{
    pthread_t worker;
    int *result = malloc(sizeof(*result));
    MUST(result == NULL ? ENOMEM : 0);
    MUST_SYS(sem_init(&stop, 0, 0));
    MUST(pthread_create(&worker, NULL, work, result));
    (void)join_for_a_moment(worker);
    free(result);
    MUST_SYS(sem_post(&stop));
    MUST(pthread_join(worker, NULL));
    puts("stopped");
    return 0;
}
