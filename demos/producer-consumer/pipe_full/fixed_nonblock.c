/*
 * producer-consumer/pipe_full/fixed_nonblock.c - one side does not wait.
 *
 * FIX     write() on a pipe with O_NONBLOCK says EAGAIN where it would wait. Then
 *         it is time to read.
 * PYTHON  S2, Queue: bounded, both sides full: os.set_blocking(fd, False), or
 *         put_nowait() and get() when that raises queue.Full
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <fcntl.h>

enum { BYTES = 1 << 20, CHUNK = 4096 };

static char chunk[CHUNK];

static long write_chunk(int fd)
{
    long done = write(fd, chunk, CHUNK);
    return done == -1 && errno == EAGAIN ? 0 : MUST_SYS(done);
}

static long read_chunk(int fd)
{
    return MUST_SYS(read(fd, chunk, CHUNK));
}

int main(void)
{
    int ends[2];
    long sent = 0;
    long received = 0;
    demo_may_hang();
    MUST_SYS(pipe(ends));
    MUST_SYS(fcntl(ends[1], F_SETFL, O_NONBLOCK));
    while (received < BYTES) {
        long done = sent < BYTES ? write_chunk(ends[1]) : 0;
        sent += done;
        received += done == 0 ? read_chunk(ends[0]) : 0;
    }
    printf("%ld bytes through the pipe\n", received);
    return 0;
}
