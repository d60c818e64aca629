/*
 * processes/sigchld/fixed.c - wait for all that have ended.
 *
 * FIX     waitpid(-1, ..., WNOHANG) until it says that no other has ended.
 * PYTHON  S1, Process pools: os.waitpid(-1, os.WNOHANG) in a loop
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
    int reaped = 0;
    while (waitpid(-1, NULL, WNOHANG) > 0) {
        reaped++;
    }
    return reaped;
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
