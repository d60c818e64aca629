/*
 * event-loop/cancel_late/buggy.c - cancelled, and does not notice.
 * Cure: fixed.c
 *
 * BUG     A cancelled task hears of it at its next wait, and this one computes
 *         to the end without one. Whoever wants to cancel it does not even get
 *         a turn before that.
 * WHEN    The longer the computation, the more often somebody gives up.
 * FIX     A wait now and then, and a look at what it says: a cancellation
 *         point.
 * PYTHON  S1, Canceling tasks: task.cancel() is an exception at the next await
 *         that waits, and not before
 *
 * link ../common/coro.c
 * expect plain      wrong
 * expect tsan-gcc   misses starvation
 * expect tsan-clang misses starvation
 * expect helgrind   misses starvation
 * expect drd        misses starvation
 * expect lockcheck  misses starvation
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
    while (rounds < ROUNDS) {
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
