/*
 * locks/wait_unlocked/fixed.c - lock, then wait.
 *
 * FIX     The wait starts and ends with the mutex held.
 * PYTHON  S1, Wait on a condition without its mutex: with condition:
 *         condition.wait()
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void *wait_a_moment(void *unused)
{
    struct timespec end;
    (void)unused;
    MUST_SYS(clock_gettime(CLOCK_REALTIME, &end));
    MUST(pthread_mutex_lock(&lock));
    int error = pthread_cond_timedwait(&changed, &lock, &end);
    MUST(pthread_mutex_unlock(&lock));
    return (void *)(long)error;
}

int main(void)
{
    pthread_t waiter;
    void *error;
    MUST(pthread_mutex_lock(&lock)); /* it has been in use before */
    MUST(pthread_mutex_unlock(&lock));
    MUST(pthread_create(&waiter, NULL, wait_a_moment, NULL));
    MUST(pthread_join(waiter, &error));
    printf("the wait ended: %s\n", strerror((int)(long)error));
    return (long)error == ETIMEDOUT ? 0 : 1;
}
