/*
 * processes/pipe_eof/deadlock.c - waiting for an end that cannot come.
 * Cure: fixed.c
 *
 * BUG     A pipe ends when its last writer closes it. The reader has a copy of
 *         the write end itself, from pipe(), and waits for its own hand.
 * WHEN    Always, as soon as somebody reads to the end.
 * FIX     After fork each side closes the end that it does not use.
 * PYTHON  S0 S1, Sharing data across processes: os.pipe, os.fork, and no
 *         os.close
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   hangs
 * expect drd        hangs
 * expect lockcheck  reports global-deadlock in main
 */
#include "../../common/demo.h"

#include <sys/wait.h>

static void send_numbers(int to_fd)
{
    for (char digit = '0'; digit <= '9'; digit++) {
        MUST_SYS(write(to_fd, &digit, 1));
    }
}

int main(void)
{
    int ends[2];
    char byte;
    int received = 0;
    demo_may_hang();
    MUST_SYS(pipe(ends));
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        send_numbers(ends[1]);
        _exit(0);
    }
    while (MUST_SYS(read(ends[0], &byte, 1)) == 1) {
        received++;
    }
    MUST_SYS(waitpid(child, NULL, 0));
    printf("received %d bytes\n", received);
    return received == 10 ? 0 : 1;
}
