/*
 * locks/robust/fixed.c - repaired, and declared so.
 *
 * FIX     Repair the data, then pthread_mutex_consistent.
 * PYTHON  S2, Robust mutexes: no repair there: a new pool
 *
 * flags lockcheck   fail_on=robust-inconsistent
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   false-alarm api-error in lock_and_check, exit-holding in -,
 *                   unlock-not-owner in main
 * expect drd        false-alarm exit-holding in main, unlock-not-locked in main
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_mutex_t lock;
static int a = 100;
static int b;

/* Ends half-way, with the lock held. */
static void *crash(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    a -= 10;
    return NULL;
}

/* EOWNERDEAD: we have the lock, and its last owner died with it. */
static int lock_and_check(void)
{
    int error = pthread_mutex_lock(&lock);
    if (error == EOWNERDEAD) {
        b = 100 - a; /* finish what the owner had begun */
        error = pthread_mutex_consistent(&lock);
    }
    return error;
}

int main(void)
{
    pthread_mutexattr_t attributes;
    pthread_t thread;
    MUST(pthread_mutexattr_init(&attributes));
    MUST(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST));
    MUST(pthread_mutex_init(&lock, &attributes));
    MUST(pthread_create(&thread, NULL, crash, NULL));
    MUST(pthread_join(thread, NULL));
    MUST(lock_and_check());
    MUST(pthread_mutex_unlock(&lock));
    int error = lock_and_check();
    printf("a %d, b %d, second lock: %s\n", a, b, strerror(error));
    return error == 0 ? 0 : 1;
}
