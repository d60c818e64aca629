/*
 * event-loop/write_after_wake/fixed.c - filled in, then posted.
 *
 * FIX     Everything before the post is seen by the callback.
 * PYTHON  S0 S4, Event loop orchestrates tasks: a finished, immutable result
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

struct result {
    struct loop *loop;
    int value;
    int seen;
};

static void show(void *arg)
{
    struct result *result = arg;
    result->seen = result->value;
}

static void stop(void *arg)
{
    struct result *result = arg;
    loop_stop(result->loop);
}

static void *produce(void *arg)
{
    struct result *result = arg;
    result->value = 42;
    loop_call_soon_threadsafe(result->loop, show, result);
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
