/*
 * event-loop/async_for/fixed.c - told when there is something.
 *
 * FIX     loop_watch: the loop sleeps in the kernel until there is data.
 * PYTHON  S0, Looping with asyncio: async for item in stream
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
    }
}

int main(void)
{
    MUST_SYS(pipe2(ends, O_NONBLOCK | O_CLOEXEC));
    loop = loop_new();
    loop_after(loop, 5, produce, NULL);
    loop_watch(loop, ends[0], consume, NULL);
    loop_run(loop);
    loop_free(loop);
    printf("%d items in %ld rounds\n", received, rounds);
    return rounds == ITEMS ? 0 : 1;
}
