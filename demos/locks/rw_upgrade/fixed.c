/*
 * locks/rw_upgrade/fixed.c - give back, take, look again.
 *
 * FIX     Between the two locks anything may happen, so the test is made
 *         again.
 * PYTHON  S1, Read-write locks: not in the standard library
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int value;

static void set_if_zero(int wanted)
{
    MUST(pthread_rwlock_rdlock(&lock));
    int is_zero = value == 0;
    MUST(pthread_rwlock_unlock(&lock));
    if (is_zero) {
        MUST(pthread_rwlock_wrlock(&lock));
        value = value == 0 ? wanted : value;
        MUST(pthread_rwlock_unlock(&lock));
    }
}

int main(void)
{
    demo_may_hang();
    set_if_zero(42);
    printf("value %d\n", value);
    return value == 42 ? 0 : 1;
}
