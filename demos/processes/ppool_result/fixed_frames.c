/*
 * processes/ppool_result/fixed_frames.c - pieces that say whose they are.
 *
 * FIX     One pipe, and writes of PIPE_BUF bytes, which are never torn: each
 *         says whose record it goes on with.
 * PYTHON  S0 S4, ProcessPoolExecutor: messages with a length and a sender
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

struct frame {
    int worker;
    char data[PIECE_BYTES - sizeof(int)];
};

static void work(int worker, int to_fd)
{
    struct frame frame = {.worker = worker};
    memset(frame.data, 'a' + worker, sizeof(frame.data));
    for (int i = 0; i < PIECES; i++) {
        MUST_SYS(write(to_fd, &frame, sizeof(frame)));
    }
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
static int read_records(int from_fd)
{
    struct frame frame;
    int whole[WORKERS] = {0};
    for (int i = 0; i < WORKERS * PIECES; i++) {
        MUST_SYS(read(from_fd, &frame, sizeof(frame)));
        whole[frame.worker] += frame.data[0] == 'a' + frame.worker;
    }
    return (whole[0] == PIECES) + (whole[1] == PIECES);
}

int main(void)
{
    int gate[2];
    pid_t workers[WORKERS];
    MUST_SYS(pipe(gate));
    int ends[2];
    MUST_SYS(pipe(ends));
    MUST_SYS(fcntl(ends[1], F_SETPIPE_SZ, PIECE_BYTES));
    for (int i = 0; i < WORKERS; i++) {
        workers[i] = start_worker(i, ends[1], gate);
    }
    start_work(gate, workers);
    int whole = read_records(ends[0]);
    while (wait(NULL) > 0) {
    }
    printf("%d records, %d whole\n", WORKERS, whole);
    return whole == WORKERS ? 0 : 1;
}
