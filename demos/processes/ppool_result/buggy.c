/*
 * processes/ppool_result/buggy.c - two workers, one pipe.    Cure: fixed.c
 *
 * BUG     A write of more than PIPE_BUF bytes goes into the pipe in pieces, and
 *         another process's pieces may come between them.
 * WHEN    The record is longer than PIPE_BUF (4096 bytes on Linux) and the pipe
 *         is nearly full. Shorter ones are never torn.
 * FIX     A pipe for each worker (fixed.c), or pieces of at most PIPE_BUF that
 *         say whose they are (fixed_frames.c).
 * PYTHON  S0 S4, ProcessPoolExecutor: several processes that os.write to one
 *         pipe; multiprocessing.SimpleQueue has a lock for this reason
 *
 * expect plain      wrong
 * expect tsan-gcc   misses bad-result
 * expect tsan-clang misses bad-result
 * expect helgrind   misses bad-result
 * expect drd        misses bad-result
 * expect lockcheck  misses bad-result
 */
#include "../../common/asleep.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/wait.h>

enum { WORKERS = 2, PIECE_BYTES = PIPE_BUF, PIECES = 32 };

static char record[PIECE_BYTES * PIECES];

static void work(int worker, int to_fd)
{
    memset(record, 'a' + worker, sizeof(record));
    MUST_SYS(write(to_fd, record, sizeof(record)));
}

/* Returns when it sleeps: its pipe is full. */
static void start_worker(int worker, int to_fd)
{
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        work(worker, to_fd);
        _exit(0);
    }
    wait_until_asleep(child);
}

/* How many records are of one letter, from start to end? */
static int read_records(int from_fd, int count)
{
    int whole = 0;
    char *end = record + sizeof(record);
    for (int i = 0; i < count; i++) {
        for (char *to = record; to < end;) {
            to += MUST_SYS(read(from_fd, to, (size_t)(end - to)));
        }
        whole += memcmp(record, record + 1, sizeof(record) - 1) == 0;
    }
    return whole;
}

int main(void)
{
    int ends[2];
    MUST_SYS(pipe(ends));
    MUST_SYS(fcntl(ends[1], F_SETPIPE_SZ, PIECE_BYTES));
    for (int i = 0; i < WORKERS; i++) {
        start_worker(i, ends[1]);
    }
    int whole = read_records(ends[0], WORKERS);
    while (wait(NULL) > 0) {
    }
    printf("%d records, %d whole\n", WORKERS, whole);
    return whole == WORKERS ? 0 : 1;
}
