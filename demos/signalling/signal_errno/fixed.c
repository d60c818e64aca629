/*
 * signalling/signal_errno/fixed.c - errno as it was.
 *
 * FIX     The handler leaves no trace.
 * PYTHON  S2, Timer, with signals: errno is taken into the exception at once
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

static void on_signal(int number)
{
    int saved = errno;
    (void)number;
    (void)!write(-1, "", 1); /* fails, and sets errno */
    errno = saved;
}

static void *poke(void *main_thread)
{
    MUST(pthread_kill(*(pthread_t *)main_thread, SIGUSR1));
    return NULL;
}

/* The signal is there already when it is let in: neither call sets errno. */
static int let_it_in(pthread_t self, const sigset_t *signals)
{
    pthread_t poker;
    MUST(pthread_sigmask(SIG_BLOCK, signals, NULL));
    MUST(pthread_create(&poker, NULL, poke, &self));
    MUST(pthread_join(poker, NULL));
    errno = 0;
    MUST(pthread_sigmask(SIG_UNBLOCK, signals, NULL));
    return errno;
}

int main(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigset_t signals;
    MUST_SYS(sigemptyset(&signals));
    MUST_SYS(sigaddset(&signals, SIGUSR1));
    MUST_SYS(sigaction(SIGUSR1, &action, NULL));
    int error = let_it_in(pthread_self(), &signals);
    printf("after a call that worked, errno is %d\n", error);
    return error == 0 ? 0 : 1;
}
