/*
 * event-loop/cancel/fixed.c - cancelled, and given time to clean up.
 *
 * FIX     coro_cancel ends the wait with ECANCELED; then the task is joined.
 * PYTHON  S1, Canceling tasks: try: await ... finally: release(); and await the
 *         task after task.cancel()
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

static int free_connections = 1;
static struct coro_queue answer_comes;

/* Uses a connection, and waits for an answer that does not come. */
static void query(void *unused)
{
    (void)unused;
    free_connections--;
    if (coro_wait(&answer_comes) == 0) {
        printf("an answer\n");
    }
    free_connections++;
}

static void give_up(void *task)
{
    coro_yield(); /* it has begun, and waits */
    coro_cancel(task);
    MUST(coro_join(task));
    coro_free(task);
}

int main(void)
{
    struct coro *task = coro_new("query", query, NULL);
    struct coro *boss = coro_new("give_up", give_up, task);
    coro_start(task);
    coro_start(boss);
    coro_run();
    coro_free(boss);
    printf("%d of 1 connections free\n", free_connections);
    return free_connections == 1 ? 0 : 1;
}
