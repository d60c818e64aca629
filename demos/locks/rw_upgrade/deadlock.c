/*
 * locks/rw_upgrade/deadlock.c - reads, and wants to write.       Cure: fixed.c
 *
 * BUG     The thread asks for the write lock while it holds the read lock: it
 *         waits until all readers are gone, and is one of them.
 * WHEN    Always. A POSIX read-write lock cannot be upgraded.
 * FIX     Give back, take the write lock, and look again: another writer may
 *         have been faster.
 * PYTHON  S1, Read-write locks: not in the standard library
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   reports exit-holding in set_if_zero
 * expect drd        hangs
 * expect lockcheck  reports rwlock-upgrade in set_if_zero
 */
#include "../../common/demo.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int value;

static void set_if_zero(int wanted)
{
    MUST(pthread_rwlock_rdlock(&lock));
    if (value == 0) {
        MUST(pthread_rwlock_wrlock(&lock));
        value = wanted;
    }
    MUST(pthread_rwlock_unlock(&lock));
}

int main(void)
{
    demo_may_hang();
    set_if_zero(42);
    printf("value %d\n", value);
    return value == 42 ? 0 : 1;
}
