/*
 * producer-consumer/queue/racy.c - a ring with plain indices.    Cure: fixed.c
 *
 * BUG     Two threads talk through two plain counters. Compiler and processor
 *         may move the store to the slot behind the store to the counter, and
 *         may read the counter once for all.
 * WHEN    With -O2 the waiting loop never looks again; on ARM items arrive
 *         before their content. x86 at -O0 forgives all of it.
 * FIX     Mutex and two conditions (fixed.c), or release and acquire
 *         (fixed_ring.c).
 * PYTHON  S0 S1 S2, Thread-safe queue: queue.Queue; a list and two integers
 *         are safe only by the GIL
 *
 * expect plain      ok
 * expect tsan-gcc   reports data-race in put and take
 * expect tsan-clang reports data-race in put and take
 * expect helgrind   reports data-race in put and take
 * expect drd        reports data-race in put or take
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

#include <sched.h>

enum { SLOTS = 4, ITEMS = 100 };

static int slots[SLOTS];
static unsigned put_count;
static unsigned take_count;

static void put(int item)
{
    while (put_count - take_count == SLOTS) {
        sched_yield();
    }
    slots[put_count % SLOTS] = item;
    put_count++;
}

static int take(void)
{
    while (put_count == take_count) {
        sched_yield();
    }
    int item = slots[take_count % SLOTS];
    take_count++;
    return item;
}

static void *produce(void *unused)
{
    for (int i = 1; i <= ITEMS; i++) {
        put(i);
    }
    return unused;
}

static long consume(void)
{
    long sum = 0;
    for (int i = 0; i < ITEMS; i++) {
        sum += take();
    }
    return sum;
}

int main(void)
{
    pthread_t producer;
    MUST(pthread_create(&producer, NULL, produce, NULL));
    long sum = consume();
    MUST(pthread_join(producer, NULL));
    printf("sum %ld of %d\n", sum, ITEMS * (ITEMS + 1) / 2);
    return sum == ITEMS * (ITEMS + 1) / 2 ? 0 : 1;
}
