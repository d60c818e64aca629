/*
 * processes/sigchld/buggy.c - two children end, one signal comes.
 * Cure: fixed.c
 *
 * BUG     Signals are not queued: two children that end before the parent looks
 *         are one SIGCHLD. One wait for each signal forgets a child.
 * WHEN    Whenever two end close together: rare on an idle machine, daily under
 *         load. Forced here: both have ended before we look.
 * FIX     One SIGCHLD means "at least one": wait until there is none left.
 * PYTHON  S1, Process pools: signal.signal(SIGCHLD, ...) with one os.waitpid in
 *         it
 *
 * expect plain      wrong
 * expect tsan-gcc   misses zombie
 * expect tsan-clang misses zombie
 * expect helgrind   misses zombie
 * expect drd        misses zombie
 * expect lockcheck  misses zombie
 */
#include "../../common/demo.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

enum { JOBS = 2 };

/* Open a descriptor that can be read when SIGCHLD comes. */
static int watch_children(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    MUST_SYS(sigprocmask(SIG_BLOCK, &set, NULL));
    return (int)MUST_SYS(signalfd(-1, &set, SFD_NONBLOCK));
}

static int reap(void)
{
    return waitpid(-1, NULL, WNOHANG) > 0;
}

int main(void)
{
    struct signalfd_siginfo signal_info;
    siginfo_t info;
    int reaped = 0;
    int fd = watch_children();
    for (int i = 0; i < JOBS; i++) {
        pid_t child = (pid_t)MUST_SYS(fork());
        if (child == 0) {
            _exit(0);
        }
        /* Both have ended before we look; WNOWAIT leaves them there. */
        MUST_SYS(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT));
    }
    while (read(fd, &signal_info, sizeof(signal_info)) > 0) {
        reaped += reap();
    }
    printf("%d children, %d waited for\n", JOBS, reaped);
    return reaped == JOBS ? 0 : 1;
}
