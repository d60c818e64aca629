/*
 * processes/fork_cost/correct.c - what a process costs, and a thread.
 *
 * WHEN    Never wrong. ./correct 1000 counts what one of each costs, and
 *         ./correct 30 256 the same in a program of 256 MB.
 * PYTHON  S0 S1 S2 S3 S4, Understanding processes: multiprocessing is the
 *         heavyweight of the three; measure before choosing
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
#include <time.h>

static long rounds = 20;

static void *nothing(void *unused)
{
    return unused;
}

static void one_thread(void)
{
    pthread_t thread;
    MUST(pthread_create(&thread, NULL, nothing, NULL));
    MUST(pthread_join(thread, NULL));
}

static void one_process(void)
{
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        _exit(0);
    }
    MUST_SYS(waitpid(child, NULL, 0));
}

/* Microseconds for one start and end, on average. */
static double cost_us(void (*start_and_wait)(void))
{
    struct timespec from;
    struct timespec to;
    MUST_SYS(clock_gettime(CLOCK_MONOTONIC, &from));
    for (long i = 0; i < rounds; i++) {
        start_and_wait();
    }
    MUST_SYS(clock_gettime(CLOCK_MONOTONIC, &to));
    return ((double)(to.tv_sec - from.tv_sec) * 1e6 +
            (double)(to.tv_nsec - from.tv_nsec) / 1e3) /
           (double)rounds;
}

int main(int argc, char **argv)
{
    size_t ballast_bytes = argc > 2 ? (size_t)atol(argv[2]) << 20 : 0;
    char *ballast = malloc(ballast_bytes + 1);
    if (argc > 1) {
        rounds = atol(argv[1]);
    }
    if (ballast == NULL || rounds < 1) {
        return 2;
    }
    memset(ballast, 1, ballast_bytes); /* pages that fork must map again */
    printf("thread   %8.1f us\n", cost_us(one_thread));
    printf("process  %8.1f us\n", cost_us(one_process));
    free(ballast);
    return 0;
}
