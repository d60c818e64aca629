/*
 * event-loop/await_no_yield/fixed_task.c - a task for each record.
 *
 * FIX     A task does not run in its caller: the loop starts it, in its turn,
 *         and whoever joins it waits for that.
 * PYTHON  S4, Awaiting a coroutine does not yield to the loop: await
 *         asyncio.create_task(record(number))
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

#include <stdbool.h>

enum { RECORDS = 1000, SILENCE_MAX = 10 };

static int handled;
static int longest_silence; /* in records handled between two heartbeats */
static bool all_handled;

/* A task: it runs when the loop comes to it, after all who are waiting now. */
static void add_record(void *sum)
{
    *(int *)sum += handled % 7;
}

static void handle_all(void *unused)
{
    int sum = 0;
    (void)unused;
    for (int i = 0; i < RECORDS; i++) {
        struct coro *task = coro_new("add_record", add_record, &sum);
        coro_start(task);
        MUST(coro_join(task));
        coro_free(task);
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
