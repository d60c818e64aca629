/*
 * signalling/signal_malloc/fixed.c - signalfd.
 *
 * FIX     The signal is blocked, and read like a message: what follows may
 *         call whatever it likes.
 * PYTHON  S2, Timer, with signals: signal.set_wakeup_fd
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
#include <sys/signalfd.h>

static char *line;

static void on_signal(int number)
{
    (void)number;
    line = malloc(100);
}

int main(void)
{
    struct signalfd_siginfo info;
    sigset_t signals;
    MUST_SYS(sigemptyset(&signals));
    MUST_SYS(sigaddset(&signals, SIGUSR1));
    MUST(pthread_sigmask(SIG_BLOCK, &signals, NULL));
    int fd = (int)MUST_SYS(signalfd(-1, &signals, 0));
    MUST_SYS(raise(SIGUSR1) == 0 ? 0 : -1);
    MUST_SYS(read(fd, &info, sizeof(info)));
    on_signal((int)info.ssi_signo);
    printf("the handler %s\n", line != NULL ? "has a line" : "failed");
    free(line);
    return 0;
}
