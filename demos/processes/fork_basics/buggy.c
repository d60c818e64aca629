/*
 * processes/fork_basics/buggy.c - nobody waits for the children.  Cure: fixed.c
 *
 * BUG     The children have ended and nobody asked how. The kernel keeps their
 *         process numbers and their exit status for the parent: zombies.
 * WHEN    Always. Unseen in a short program, fatal in a server: when the table
 *         of processes is full, fork fails for everyone.
 * FIX     waitpid for each child.
 * PYTHON  S0 S1 S2 S3 S4, Understanding processes: os.fork without os.waitpid;
 *         a subprocess.Popen that is never polled
 *
 * expect plain      wrong
 * expect tsan-gcc   misses zombie
 * expect tsan-clang misses zombie
 * expect helgrind   misses zombie
 * expect drd        misses zombie
 * expect lockcheck  misses zombie
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
        zombies += is_zombie(jobs[i]);
    }
    printf("%d jobs done, %d zombies\n", JOBS, zombies);
    return zombies == 0 ? 0 : 1;
}
