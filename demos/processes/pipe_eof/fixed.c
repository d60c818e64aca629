/*
 * processes/pipe_eof/fixed.c - each side keeps one end.
 *
 * FIX     The reader closes the write end, the writer the read end.
 * PYTHON  S0 S1, Sharing data across processes: os.close on both sides, or
 *         subprocess with close_fds, its default
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
        MUST_SYS(close(ends[0]));
        send_numbers(ends[1]);
        _exit(0);
    }
    MUST_SYS(close(ends[1]));
    while (MUST_SYS(read(ends[0], &byte, 1)) == 1) {
        received++;
    }
    MUST_SYS(waitpid(child, NULL, 0));
    printf("received %d bytes\n", received);
    return received == 10 ? 0 : 1;
}
