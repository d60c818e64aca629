/*
 * locks/bad_unlock/buggy.c - unlocked on a path without lock.    Cure: fixed.c
 *
 * BUG     The error path unlocks a mutex that it has not locked yet.
 * WHEN    On the first bad argument. If another thread holds the lock just
 *         then, it loses it without knowing.
 * FIX     One lock, one unlock, on every path.
 * PYTHON  S1, Unlock when not locked: release() of an unlocked Lock raises
 *         RuntimeError
 *
 * expect plain      ok
 * expect tsan-gcc   reports unlock-not-locked in set_value
 * expect tsan-clang reports unlock-not-locked in set_value
 * expect helgrind   reports unlock-not-locked in set_value
 * expect drd        reports unlock-not-locked in set_value
 * expect lockcheck  reports unlock-not-locked in set_value
 */
#include "../../common/demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int value;

static int set_value(int wanted)
{
    if (wanted < 0) {
        MUST(pthread_mutex_unlock(&lock));
        return -1;
    }
    MUST(pthread_mutex_lock(&lock));
    value = wanted;
    MUST(pthread_mutex_unlock(&lock));
    return 0;
}

static void *work(void *unused)
{
    (void)unused;
    set_value(1);
    set_value(-1);
    return NULL;
}

int main(void)
{
    pthread_t thread;
    MUST(pthread_create(&thread, NULL, work, NULL));
    MUST(pthread_join(thread, NULL));
    printf("value %d\n", value);
    return value == 1 ? 0 : 1;
}
