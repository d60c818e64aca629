/*
 * event-loop/to_thread/buggy.c - a blocking call in the loop.  Cure: fixed.c
 *
 * BUG     A callback that blocks stops all others: no timer, no connection, no
 *         signal is served until it returns.
 * WHEN    Always. How long is up to the slowest server that is ever asked.
 * FIX     Ask in a thread, and let it post the answer to the loop (fixed.c).
 * PYTHON  S4, to_thread: requests.get() in a coroutine
 * TOOLS   lockcheck tells of calls that block with a lock held; here none is.
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      wrong
 * expect tsan-gcc   misses starvation
 * expect tsan-clang misses starvation
 * expect helgrind   misses starvation
 * expect drd        misses starvation
 * expect lockcheck  misses starvation
 */
#include "../../common/demo.h"
#include "../common/loop.h"

#include <poll.h>

enum { TICKS_WANTED = 3, PATIENCE_MS = 1000 };

static struct loop *loop;
static int ends[2]; /* a pipe to the server */
static int ticks;   /* of the loop's thread */
static int answer;

/* The server's answer: yes if it hears three ticks, or it loses patience. */
static int ask(void)
{
    struct pollfd heard = {.fd = ends[0], .events = POLLIN};
    return MUST_SYS(poll(&heard, 1, PATIENCE_MS)) == 1 ? 'y' : 'n';
}

static void tick(void *unused)
{
    (void)unused;
    if (++ticks == TICKS_WANTED) {
        MUST_SYS(write(ends[1], "!", 1));
    }
    loop_after(loop, 1, tick, NULL);
}

static void start_asking(void *unused)
{
    (void)unused;
    answer = ask();
    loop_stop(loop);
}

int main(void)
{
    MUST_SYS(pipe(ends));
    loop = loop_new();
    loop_call_soon(loop, start_asking, NULL);
    loop_after(loop, 1, tick, NULL);
    loop_run(loop);
    loop_free(loop);
    printf("%d ticks, answer %c\n", ticks, answer);
    return answer == 'y' ? 0 : 1;
}
