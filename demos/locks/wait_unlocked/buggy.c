/*
 * locks/wait_unlocked/buggy.c - waits without the mutex.         Cure: fixed.c
 *
 * BUG     pthread_cond_wait gives back a mutex that the waiter does not hold.
 *         A signal between the test and the wait would be lost.
 * WHEN    Always. A normal mutex does not complain.
 * FIX     Lock, test, wait, unlock.
 * PYTHON  S1, Wait on a condition without its mutex: Condition.wait() raises
 *         RuntimeError
 *
 * expect plain      ok
 * expect tsan-gcc   reports unlock-not-locked in wait_a_moment
 * expect tsan-clang reports unlock-not-locked in wait_a_moment
 * expect helgrind   reports cond-not-held in wait_a_moment, unlock-not-locked
 *                   in wait_a_moment
 * expect drd        reports unlock-not-owner in wait_a_moment
 * expect lockcheck  reports cond-not-held in wait_a_moment
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
