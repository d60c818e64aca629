/*
 * signalling/signal_malloc/fixed_self_pipe.c - a pipe to oneself.
 *
 * FIX     The handler only writes a byte, which it may; the program reads it in
 *         its normal flow, with poll() beside all else, and allocates there.
 * PYTHON  S2, Timer, with signals: what signal.set_wakeup_fd does
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
#include <signal.h>

static char *line;
static int ends[2]; /* a pipe to oneself */

static void on_signal(int number)
{
    int saved = errno;
    char byte = (char)number;
    MUST_SYS(write(ends[1], &byte, 1));
    errno = saved;
}

int main(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    char byte;
    MUST_SYS(pipe2(ends, O_CLOEXEC | O_NONBLOCK));
    MUST_SYS(sigaction(SIGUSR1, &action, NULL));
    MUST_SYS(raise(SIGUSR1) == 0 ? 0 : -1);
    MUST_SYS(read(ends[0], &byte, 1));
    line = malloc(100);
    printf("the handler %s\n", line != NULL ? "has a line" : "failed");
    free(line);
    return 0;
}
