/*
 * signalling/signal_lock/fixed.c - a flag for the program.
 *
 * FIX     The handler sets a flag. Who looks things up does the work first,
 *         in the normal flow of the program.
 * PYTHON  S2, Timer, with signals: queue.SimpleQueue is made for handlers; or
 *         signal.set_wakeup_fd
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <signal.h>

static pthread_mutex_t config_lock = PTHREAD_MUTEX_INITIALIZER;
static int config = 1;
static volatile sig_atomic_t reload_is_wanted;

static void reload(void)
{
    MUST(pthread_mutex_lock(&config_lock));
    config++;
    MUST(pthread_mutex_unlock(&config_lock));
}

static void on_hangup(int number)
{
    (void)number;
    reload_is_wanted = 1;
}

static int look_up(void)
{
    if (reload_is_wanted) {
        reload_is_wanted = 0;
        reload();
    }
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
