/*
 * event-loop/async_for/buggy.c - asking again and again.     Cure: fixed.c
 *
 * BUG     The consumer asks "is there something?", and when there is not, asks
 *         again in the next round: the loop never sleeps, and one processor is
 *         warm.
 * WHEN    Always, and nothing looks wrong but the electricity bill.
 * FIX     Let the kernel say when there is something: watch the descriptor.
 * PYTHON  S0, Looping with asyncio: while not queue.empty() with await
 *         asyncio.sleep(0), in place of await queue.get()
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      wrong
 * expect tsan-gcc   misses busy-wait
 * expect tsan-clang misses busy-wait
 * expect helgrind   misses busy-wait
 * expect drd        misses busy-wait
 * expect lockcheck  misses busy-wait
 */
#include "../../common/demo.h"
#include "../common/loop.h"

#include <fcntl.h>

enum { ITEMS = 3 };

static struct loop *loop;
static int ends[2];
static int sent;
static int received;
static long rounds;

static void produce(void *unused)
{
    (void)unused;
    MUST_SYS(write(ends[1], "!", 1));
    if (++sent < ITEMS) {
        loop_after(loop, 5, produce, NULL);
    }
}

static void consume(void *unused)
{
    char byte;
    (void)unused;
    rounds++;
    if (read(ends[0], &byte, 1) == 1) {
        received++;
    }
    if (received == ITEMS) {
        loop_stop(loop);
    } else {
        loop_call_soon(loop, consume, NULL);
    }
}

int main(void)
{
    MUST_SYS(pipe2(ends, O_NONBLOCK | O_CLOEXEC));
    loop = loop_new();
    loop_after(loop, 5, produce, NULL);
    loop_call_soon(loop, consume, NULL);
    loop_run(loop);
    loop_free(loop);
    printf("%d items in %ld rounds\n", received, rounds);
    return rounds == ITEMS ? 0 : 1;
}
