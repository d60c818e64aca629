/*
 * event-loop/cancel_late/fixed.c - asks in each round whether to go on.
 *
 * FIX     The others get their turn, and the task leaves by its own way out,
 *         which closes the connection.
 * PYTHON  S1, Canceling tasks: await asyncio.sleep(0) in the loop, and finally:
 *         for the way out
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

enum { ROUNDS = 1000 };

static struct coro *worker;
static int rounds;
static int open_connections;

static void work(void *unused)
{
    (void)unused;
    open_connections++;
    while (rounds < ROUNDS && coro_yield() == 0) {
        rounds++; /* computes */
    }
    open_connections--;
}

static void give_up(void *unused)
{
    (void)unused;
    coro_cancel(worker);
}

int main(void)
{
    worker = coro_new("work", work, NULL);
    struct coro *user = coro_new("user", give_up, NULL);
    coro_start(worker);
    coro_start(user);
    coro_run();
    coro_free(worker);
    coro_free(user);
    printf("cancelled after %d of %d rounds, %d connection(s) open\n", rounds,
           ROUNDS, open_connections);
    return rounds < ROUNDS && open_connections == 0 ? 0 : 1;
}
