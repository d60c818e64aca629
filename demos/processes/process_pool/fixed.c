/*
 * processes/process_pool/fixed.c - read first, join later.
 *
 * FIX     Read to the end, then wait for the worker.
 * PYTHON  S1 S4, Process pools: get() all results, then join();
 *         Popen.communicate()
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

enum { RESULT_BYTES = 256 * 1024 };

static char result[RESULT_BYTES];

/* The worker: one long result, in as many writes as it takes. */
static void work(int to_fd)
{
    size_t sent = 0;
    memset(result, 'x', sizeof(result));
    while (sent < sizeof(result)) {
        sent += (size_t)MUST_SYS(
            write(to_fd, result + sent, sizeof(result) - sent));
    }
}

static size_t drain(int from_fd)
{
    size_t total = 0;
    ssize_t got;
    while ((got = MUST_SYS(read(from_fd, result, sizeof(result)))) > 0) {
        total += (size_t)got;
    }
    return total;
}

int main(void)
{
    int ends[2];
    demo_may_hang();
    MUST_SYS(pipe(ends));
    pid_t worker = (pid_t)MUST_SYS(fork());
    if (worker == 0) {
        demo_may_hang();
        work(ends[1]);
        _exit(0);
    }
    MUST_SYS(close(ends[1]));
    size_t total = drain(ends[0]);
    MUST_SYS(waitpid(worker, NULL, 0));
    printf("%zu bytes of results\n", total);
    return total == RESULT_BYTES ? 0 : 1;
}
