/*
 * event-loop/not_started/buggy.c - created, and never started.  Cure: fixed.c
 *
 * BUG     coro_new makes a coroutine; it does not run it. The work is missing,
 *         and no error says so.
 * WHEN    Always. Only a runtime that looks when a coroutine is thrown away can
 *         tell: this one prints a line.
 * FIX     Start it.
 * PYTHON  S4, Calling an async function only returns a coroutine: save();
 *         RuntimeWarning: coroutine 'save' was never awaited
 *
 * link ../common/coro.c
 * expect plain      wrong
 * expect tsan-gcc   misses never-run
 * expect tsan-clang misses never-run
 * expect helgrind   misses never-run
 * expect drd        misses never-run
 * expect lockcheck  misses never-run
 */
#include "../../common/demo.h"
#include "../common/coro.h"

static int saved;

static void save(void *unused)
{
    (void)unused;
    coro_yield(); /* the disk */
    saved = 1;
}

int main(void)
{
    struct coro *coro = coro_new("save", save, NULL);
    coro_run();
    coro_free(coro);
    printf("saved: %s\n", saved ? "yes" : "no");
    return saved ? 0 : 1;
}
