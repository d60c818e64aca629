/*
 * processes/fork_basics/fixed.c - every child is waited for.
 *
 * FIX     waitpid takes the status, and the kernel forgets the child.
 * PYTHON  S0 S1 S2 S3 S4, Understanding processes: subprocess.run waits; so
 *         does with Popen(...)
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <sys/wait.h>

enum { JOBS = 3 };

static pid_t start_job(int number)
{
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        _exit(number);
    }
    return child;
}

/* Look whether the child has ended, and leave it as it is. */
static int is_zombie(pid_t child)
{
    siginfo_t info;
    return waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) == 0;
}

int main(void)
{
    int zombies = 0;
    pid_t jobs[JOBS];
    for (int i = 0; i < JOBS; i++) {
        jobs[i] = start_job(i);
    }
    for (int i = 0; i < JOBS; i++) {
        int status;
        MUST_SYS(waitpid(jobs[i], &status, 0));
    }
    for (int i = 0; i < JOBS; i++) {
        zombies += is_zombie(jobs[i]);
    }
    printf("%d jobs done, %d zombies\n", JOBS, zombies);
    return zombies == 0 ? 0 : 1;
}
