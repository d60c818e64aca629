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
    int ends[2];
    MUST_SYS(pipe(ends));
    MUST_SYS(fcntl(ends[1], F_SETPIPE_SZ, PIECE_BYTES));
    for (int i = 0; i < WORKERS; i++) {
        start_worker(i, ends[1]);
    }
    int whole = read_records(ends[0]);
    while (wait(NULL) > 0) {
    }
    printf("%d records, %d whole\n", WORKERS, whole);
    return whole == WORKERS ? 0 : 1;
}
