/*
 * processes/process_pool/deadlock.c - join first, read later.  Cure: fixed.c
 *
 * BUG     The parent waits for the worker to end; the worker waits for room in
 *         the pipe, which only the parent could make.
 * WHEN    As soon as the results are larger than the pipe, 64 KiB: never in the
 *         test with ten rows, always in production.
 * FIX     Drain, then join.
 * PYTHON  S1 S4, Process pools: Process.join() before Queue.get(); Popen.wait()
 *         with stdout=PIPE
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   hangs
 * expect drd        hangs
 * expect lockcheck  reports global-deadlock in main and work
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
    MUST_SYS(waitpid(worker, NULL, 0));
    size_t total = drain(ends[0]);
    printf("%zu bytes of results\n", total);
    return total == RESULT_BYTES ? 0 : 1;
}
