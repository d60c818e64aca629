/*
 * locks/relock/fixed_recursive.c - a mutex that counts.
 *
 * FIX     A recursive mutex lets its owner in again. See rlock_hides for what
 *         that costs.
 * PYTHON  S2 S4, RLock, only if the same thread re-enters: threading.RLock
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
    MUST(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE));
    MUST(pthread_mutex_init(&lock, &attributes));
    demo_may_hang();
    deposit(10);
    return balance() == 10 ? 0 : 1;
}
