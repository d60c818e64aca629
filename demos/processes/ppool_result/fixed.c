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

/* The worker, not yet at work: it waits until the gate pipe is closed. */
static pid_t start_worker(int worker, int to_fd, int gate[2])
{
    char byte;
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        MUST_SYS(close(gate[1]));
        MUST_SYS(read(gate[0], &byte, 1));
        work(worker, to_fd);
        _exit(0);
    }
    return child;
}

static void wait_for_all(pid_t workers[WORKERS])
{
    for (int i = 0; i < WORKERS; i++) {
        wait_until_asleep(workers[i]);
    }
}

/* All are at the gate; then it opens, and all are in their first write. */
static void start_work(int gate[2], pid_t workers[WORKERS])
{
    wait_for_all(workers);
    MUST_SYS(close(gate[1]));
    wait_for_all(workers);
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
    int gate[2];
    pid_t workers[WORKERS];
    MUST_SYS(pipe(gate));
    int ends[WORKERS][2];
    int whole = 0;
    for (int i = 0; i < WORKERS; i++) {
        MUST_SYS(pipe(ends[i]));
        workers[i] = start_worker(i, ends[i][1], gate);
    }
    start_work(gate, workers);
    for (int i = 0; i < WORKERS; i++) {
        whole += read_records(ends[i][0], 1);
    }
    while (wait(NULL) > 0) {
    }
    printf("%d records, %d whole\n", WORKERS, whole);
    return whole == WORKERS ? 0 : 1;
}
