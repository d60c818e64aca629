/*
 * producer-consumer/queue_relaxed/racy.c - atomic is not enough.  Cure: fixed.c
 *
 * BUG     The counters are atomic, with relaxed order: each is whole, and none
 *         says anything about the slot.
 * WHEN    On ARM and POWER, or when the compiler moves the slot. x86 at -O0
 *         keeps the order.
 * FIX     Release on the store, acquire on the load (fixed.c).
 * PYTHON  S0 S1 S2, Thread-safe queue: no memory orders there
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
#include <stdatomic.h>

enum { SLOTS = 4, ITEMS = 100 };

static int slots[SLOTS];
static atomic_uint put_count;  /* written by put() */
static atomic_uint take_count; /* written by take() */

static void put(int item)
{
    unsigned n = atomic_load_explicit(&put_count, memory_order_relaxed);
    while (n - atomic_load_explicit(&take_count, memory_order_relaxed) ==
           SLOTS) {
        sched_yield();
    }
    slots[n % SLOTS] = item;
    atomic_store_explicit(&put_count, n + 1, memory_order_relaxed);
}

static int take(void)
{
    unsigned n = atomic_load_explicit(&take_count, memory_order_relaxed);
    while (atomic_load_explicit(&put_count, memory_order_relaxed) == n) {
        sched_yield();
    }
    int item = slots[n % SLOTS];
    atomic_store_explicit(&take_count, n + 1, memory_order_relaxed);
    return item;
}

static void *produce(void *unused)
{
    (void)unused;
    for (int i = 1; i <= ITEMS; i++) {
        put(i);
    }
    return NULL;
}

static void *consume(void *unused)
{
    long sum = 0;
    (void)unused;
    for (int i = 0; i < ITEMS; i++) {
        sum += take();
    }
    return (void *)sum;
}

int main(void)
{
    pthread_t producer;
    pthread_t consumer;
    void *sum;
    MUST(pthread_create(&producer, NULL, produce, NULL));
    MUST(pthread_create(&consumer, NULL, consume, NULL));
    MUST(pthread_join(producer, NULL));
    MUST(pthread_join(consumer, &sum));
    printf("sum %ld of %d\n", (long)sum, ITEMS * (ITEMS + 1) / 2);
    return (long)sum == ITEMS * (ITEMS + 1) / 2 ? 0 : 1;
}
