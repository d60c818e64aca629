/*
 * signalling/signal_malloc/buggy.c - malloc in a handler.        Cure: fixed.c
 *
 * BUG     malloc() takes a lock. A signal that comes while the program is in
 *         malloc() makes the handler wait for its own thread.
 * WHEN    The signal comes at that moment: one in millions.
 * FIX     Take signals by signalfd (fixed.c), or through a pipe to oneself
 *         (fixed_self_pipe.c), in the normal flow of the program.
 * PYTHON  S2, Timer, with signals: handlers run between two bytecodes, and may
 *         allocate
 *
 * expect plain      ok
 * expect tsan-gcc   reports signal-unsafe in on_signal
 * expect tsan-clang reports signal-unsafe in on_signal
 * expect helgrind   misses signal-unsafe
 * expect drd        misses signal-unsafe
 * expect lockcheck  misses signal-unsafe
 */
#include "../../common/demo.h"

#include <signal.h>

static char *line;

static void on_signal(int number)
{
    (void)number;
    line = malloc(100);
}

int main(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    MUST_SYS(sigaction(SIGUSR1, &action, NULL));
    MUST_SYS(raise(SIGUSR1) == 0 ? 0 : -1);
    printf("the handler %s\n", line != NULL ? "has a line" : "failed");
    free(line);
    return 0;
}
