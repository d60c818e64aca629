/*
 * event-loop/cancel/buggy.c - cancelled, and its connection with it.
 * Cure: fixed.c
 *
 * BUG     The task is thrown away where it waits. Whatever it would have done
 *         after that, giving back the connection too, is not done.
 * WHEN    Every cancellation. The pool runs dry after a day.
 * FIX     Tell the task: its wait ends with an error, it cleans up and returns.
 * PYTHON  S1, Canceling tasks: an await between acquire() and release(),
 *         without try and finally
 *
 * link ../common/coro.c
 * expect plain      wrong
 * expect tsan-gcc   misses leak
 * expect tsan-clang misses leak
 * expect helgrind   misses leak
 * expect drd        misses leak
 * expect lockcheck  misses leak
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
    coro_wait(&answer_comes);
    printf("an answer\n");
    free_connections++;
}

static void give_up(void *task)
{
    coro_yield(); /* it has begun, and waits */
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
