/*
 * event-loop/await_no_yield/buggy.c - a chain of awaits that never waits.
 * Cure: fixed.c
 *
 * BUG     Awaiting a coroutine is a call: it lets the others run only if
 *         somewhere below there is a real wait. Here all data is in the cache,
 *         there is none, and the heartbeat stops.
 * WHEN    The data is there already: the faster the cache, the worse.
 * FIX     Yield now and then (fixed.c), or make tasks of the parts
 *         (fixed_task.c).
 * PYTHON  S4, Awaiting a coroutine does not yield to the loop: await of a
 *         coroutine that has no await inside
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

#include <stdbool.h>

enum { RECORDS = 1000, SILENCE_MAX = 10 };

static int handled;
static int longest_silence; /* in records handled between two heartbeats */
static bool all_handled;

/* "await": below it there may be a wait, and here there is none. */
static int await_record(int number)
{
    return number % 7;
}

static void handle_all(void *unused)
{
    int sum = 0;
    (void)unused;
    for (int i = 0; i < RECORDS; i++) {
        sum += await_record(i);
        handled++;
    }
    all_handled = sum > 0;
}

static void beat(void *unused)
{
    (void)unused;
    while (!all_handled) {
        int before = handled;
        coro_yield();
        if (handled - before > longest_silence) {
            longest_silence = handled - before;
        }
    }
}

int main(void)
{
    struct coro *heart = coro_new("beat", beat, NULL);
    struct coro *worker = coro_new("handle_all", handle_all, NULL);
    coro_start(heart);
    coro_start(worker);
    coro_run();
    coro_free(heart);
    coro_free(worker);
    printf("longest silence of the heart: %d records\n", longest_silence);
    return longest_silence <= SILENCE_MAX ? 0 : 1;
}
