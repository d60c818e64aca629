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

/* Neither call touches errno when it works. */
static int start_and_wait(pthread_t self)
{
    pthread_t poker;
    errno = 0;
    MUST(pthread_create(&poker, NULL, poke, &self));
    MUST(pthread_join(poker, NULL));
    return errno;
}

int main(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    MUST_SYS(sigaction(SIGUSR1, &action, NULL));
    int error = start_and_wait(pthread_self());
    printf("after a call that worked, errno is %d\n", error);
    return error == 0 ? 0 : 1;
}
