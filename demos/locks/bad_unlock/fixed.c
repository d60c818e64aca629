/*
 * locks/bad_unlock/fixed.c - lock and unlock in pairs.
 *
 * FIX     The check comes before the lock, and touches no lock.
 * PYTHON  S1, Unlock when not locked: with lock: cannot get this wrong
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int value;

static int set_value(int wanted)
{
    if (wanted < 0) {
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
