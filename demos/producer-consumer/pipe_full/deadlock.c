/*
 * producer-consumer/pipe_full/deadlock.c - a pipe to oneself.  Cure: fixed.c
 *
 * BUG     One thread writes all, then reads all. A pipe holds 64 KiB; then
 *         write() waits for a reader, and the reader is the writer.
 * WHEN    As soon as there is more than the pipe holds: the small test passes,
 *         the large file hangs. Whether somebody will read is not known to a
 *         tool that looks at threads and locks; lockcheck asks the kernel who
 *         has the other end.
 * FIX     Read what was written before writing more (fixed.c); do not wait
 *         for room (fixed_nonblock.c); or two threads.
 * PYTHON  S2, Queue: bounded, both sides full: Popen.wait() with stdout=PIPE
 *         and much output
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   hangs
 * expect drd        hangs
 * expect lockcheck  reports global-deadlock in write_chunk
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
    }
    while (received < BYTES) {
        received += read_chunk(ends[0]);
    }
    printf("%ld bytes through the pipe\n", received);
    return 0;
}
