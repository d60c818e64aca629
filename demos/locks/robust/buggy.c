/*
 * locks/robust/buggy.c - the dead owner's lock.                  Cure: fixed.c
 *
 * BUG     The data is repaired, but nobody told the mutex. Unlocked like that
 *         it can never be locked again.
 * WHEN    After the owner has died.
 * FIX     pthread_mutex_consistent, before the unlock.
 * PYTHON  S2, Robust mutexes: a worker that dies holding a
 *         multiprocessing.Lock leaves it locked
 *
 * flags lockcheck   fail_on=robust-inconsistent
 * expect plain      wrong
 * expect tsan-gcc   misses robust-inconsistent
 * expect tsan-clang misses robust-inconsistent
 * expect helgrind   reports api-error in lock_and_check, exit-holding in -,
 *                   unlock-not-owner in main
 * expect drd        reports exit-holding in main, unlock-not-locked in main
 * expect lockcheck  reports robust-inconsistent in main
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
        error = 0;
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
