/*
 * producer-consumer/pipe_full/fixed.c - read as one writes.
 *
 * FIX     The pipe never holds more than one chunk.
 * PYTHON  S2, Queue: bounded, both sides full: communicate() reads while it
 *         waits
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { BYTES = 1 << 20, CHUNK = 4096 };

static char chunk[CHUNK];

static long write_chunk(int fd)
{
    return MUST_SYS(write(fd, chunk, CHUNK));
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
    while (sent < BYTES) {
        sent += write_chunk(ends[1]);
        received += read_chunk(ends[0]);
    }
    printf("%ld bytes through the pipe\n", received);
    return 0;
}
