/*
 * signalling/event/racy.c - a volatile flag.                     Cure: fixed.c
 *
 * BUG     volatile makes the loop look at `ready` each time. It does not order
 *         the store to `value` before it, nor the load behind it.
 * WHEN    On ARM, where 42 may arrive after the flag. x86 keeps the order.
 * FIX     A flag with mutex and condition (fixed.c), an eventfd
 *         (fixed_eventfd.c).
 * PYTHON  S1 S2, Event: threading.Event, and not a bool
 *
 * expect plain      ok
 * expect tsan-gcc   reports data-race in consume and produce
 * expect tsan-clang reports data-race in consume and produce
 * expect helgrind   reports data-race in consume and produce
 * expect drd        reports data-race in consume or produce
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

#include <sched.h>

static volatile int ready;
static int value;

static void *produce(void *unused)
{
    (void)unused;
    value = 42;
    ready = 1;
    return NULL;
}

static void *consume(void *unused)
{
    (void)unused;
    while (!ready) {
        sched_yield();
    }
    return (void *)(long)value;
}

int main(void)
{
    pthread_t producer;
    pthread_t consumer;
    void *got;
    MUST(pthread_create(&consumer, NULL, consume, NULL));
    MUST(pthread_create(&producer, NULL, produce, NULL));
    MUST(pthread_join(producer, NULL));
    MUST(pthread_join(consumer, &got));
    printf("got %ld\n", (long)got);
    return (long)got == 42 ? 0 : 1;
}
