/*
 * processes/ppool_result/fixed.c - a pipe for each worker.
 *
 * FIX     Whoever reads a worker's pipe reads that worker alone.
 * PYTHON  S0 S4, ProcessPoolExecutor: multiprocessing.Pipe() for each process
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
    int ends[WORKERS][2];
    int whole = 0;
    for (int i = 0; i < WORKERS; i++) {
        MUST_SYS(pipe(ends[i]));
        start_worker(i, ends[i][1]);
    }
    for (int i = 0; i < WORKERS; i++) {
        whole += read_records(ends[i][0], 1);
    }
    while (wait(NULL) > 0) {
    }
    printf("%d records, %d whole\n", WORKERS, whole);
    return whole == WORKERS ? 0 : 1;
}
