/*
 * event-loop/not_started/fixed.c - created and started.
 *
 * FIX     coro_start hands it to the scheduler.
 * PYTHON  S4, Calling an async function only returns a coroutine: await save(),
 *         or asyncio.create_task(save())
 *
 * link ../common/coro.c
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
    coro_start(coro);
    coro_run();
    coro_free(coro);
    printf("saved: %s\n", saved ? "yes" : "no");
    return saved ? 0 : 1;
}
