/*
 * locks/relock/fixed.c - who holds the lock calls this one.
 *
 * FIX     balance_locked() expects the lock to be held; balance() is the one
 *         for everybody else.
 * PYTHON  S2 S4, RLock, only if the same thread re-enters: a _locked() method
 *         that takes no lock
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_mutex_t lock;
static long money;

static long balance_locked(void)
{
    return money;
}

static long balance(void)
{
    MUST(pthread_mutex_lock(&lock));
    long now = balance_locked();
    MUST(pthread_mutex_unlock(&lock));
    return now;
}

static void deposit(long amount)
{
    MUST(pthread_mutex_lock(&lock));
    money += amount;
    printf("now %ld\n", balance_locked());
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
