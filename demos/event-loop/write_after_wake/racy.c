/*
 * event-loop/write_after_wake/racy.c - posted first, filled in later.
 * Cure: fixed.c
 *
 * BUG     The result is handed to the loop before it is complete. The post
 *         orders what came before it; what comes after it races with the loop.
 * WHEN    The loop is quicker than the rest of the worker's statement. Forced
 *         here, by a flag that orders nothing.
 * FIX     Fill in, then post, then do not touch.
 * PYTHON  S0 S4, Event loop orchestrates tasks:
 *         call_soon_threadsafe(fut.set_result, data), then data.append(...)
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in produce and show
 * expect tsan-clang reports data-race in produce and show
 * expect helgrind   reports data-race in produce and show
 * expect drd        reports data-race in produce or show
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"
#include "../common/loop.h"

#include <stdatomic.h>

struct result {
    struct loop *loop;
    int value;
    int seen;
};

/* Relaxed: shows the order of the two, and does not make one. */
static atomic_int was_read;

static void show(void *arg)
{
    struct result *result = arg;
    result->seen = result->value;
    atomic_store_explicit(&was_read, 1, memory_order_relaxed);
}

static void stop(void *arg)
{
    struct result *result = arg;
    loop_stop(result->loop);
}

static void *produce(void *arg)
{
    struct result *result = arg;
    loop_call_soon_threadsafe(result->loop, show, result);
    while (!atomic_load_explicit(&was_read, memory_order_relaxed)) {
    }
    result->value = 42;
    loop_call_soon_threadsafe(result->loop, stop, result);
    return NULL;
}

int main(void)
{
    pthread_t worker;
    struct result result = {.loop = loop_new()};
    MUST(pthread_create(&worker, NULL, produce, &result));
    loop_run(result.loop);
    MUST(pthread_join(worker, NULL));
    loop_free(result.loop);
    printf("the loop saw %d, the worker made 42\n", result.seen);
    return result.seen == 42 ? 0 : 1;
}
