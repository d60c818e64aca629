/*
 * locks/relock/deadlock.c - locked twice.                        Cure: fixed.c
 *
 * BUG     deposit() holds the lock and calls balance(), which takes it too. A
 *         normal mutex does not ask who its owner is: the thread waits for
 *         itself.
 * WHEN    On every call.
 * FIX     A function that expects the lock to be held (fixed.c), or a
 *         recursive mutex (fixed_recursive.c).
 * PYTHON  S2 S4, RLock, only if the same thread re-enters: Lock() hangs,
 *         RLock() does not
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   reports exit-holding in balance, self-deadlock in balance
 *                   and deposit
 * expect drd        reports self-deadlock in balance
 * expect lockcheck  reports self-deadlock in balance and deposit
 */
#include "../../common/demo.h"

static pthread_mutex_t lock;
static long money;

static long balance(void)
{
    MUST(pthread_mutex_lock(&lock));
    long now = money;
    MUST(pthread_mutex_unlock(&lock));
    return now;
}

static void deposit(long amount)
{
    MUST(pthread_mutex_lock(&lock));
    money += amount;
    printf("now %ld\n", balance());
    MUST(pthread_mutex_unlock(&lock));
}

int main(void)
{
    pthread_mutexattr_t attributes;
    MUST(pthread_mutexattr_init(&attributes));
    MUST(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_NORMAL));
    MUST(pthread_mutex_init(&lock, &attributes));
    demo_may_hang();
    deposit(10);
    return balance() == 10 ? 0 : 1;
}
