/*
 * signalling/signal_lock/deadlock.c - a lock in a handler.       Cure: fixed.c
 *
 * BUG     The handler takes the lock that the program takes as well. When the
 *         signal comes while the lock is held, the handler waits for the very
 *         thread that it interrupted.
 * WHEN    The signal comes between lock and unlock: a few nanoseconds of a
 *         second. Not in this run.
 * FIX     The handler says what is wanted, the program does it.
 * PYTHON  S2, Timer, with signals: a handler runs between two bytecodes, also
 *         between acquire() and release(); only an RLock helps
 *
 * expect plain      ok
 * expect tsan-gcc   misses signal-lock
 * expect tsan-clang misses signal-lock
 * expect helgrind   misses signal-lock
 * expect drd        misses signal-lock
 * expect lockcheck  reports signal-lock in reload and look_up
 */
#include "../../common/demo.h"

#include <signal.h>

static pthread_mutex_t config_lock = PTHREAD_MUTEX_INITIALIZER;
static int config = 1;

static void reload(void)
{
    MUST(pthread_mutex_lock(&config_lock));
    config++;
    MUST(pthread_mutex_unlock(&config_lock));
}

static void on_hangup(int number)
{
    (void)number;
    reload();
}

static int look_up(void)
{
    MUST(pthread_mutex_lock(&config_lock));
    int value = config;
    MUST(pthread_mutex_unlock(&config_lock));
    return value;
}

int main(void)
{
    struct sigaction action = {.sa_handler = on_hangup};
    MUST_SYS(sigaction(SIGHUP, &action, NULL));
    MUST_SYS(kill(getpid(), SIGHUP));
    printf("the handler made it %d\n", look_up());
    return 0;
}
