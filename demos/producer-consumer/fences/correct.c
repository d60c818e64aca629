/*
 * producer-consumer/fences/correct.c - the ring, with fences.
 *
 * FIX     Relaxed counters, and a fence between counter and slot on both
 *         sides: as good as release and acquire. No detector here understands
 *         a fence.
 * PYTHON  S0 S1 S2, Thread-safe queue: no memory orders there
 *
 * expect plain      ok
 * expect tsan-gcc   false-alarm data-race in put and take
 * expect tsan-clang false-alarm data-race in put and take
 * expect helgrind   false-alarm data-race in put and take
 * expect drd        false-alarm data-race in put or take
 * expect lockcheck  silent
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
    atomic_thread_fence(memory_order_acquire);
    slots[n % SLOTS] = item;
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&put_count, n + 1, memory_order_relaxed);
}

static int take(void)
{
    unsigned n = atomic_load_explicit(&take_count, memory_order_relaxed);
    while (atomic_load_explicit(&put_count, memory_order_relaxed) == n) {
        sched_yield();
    }
    atomic_thread_fence(memory_order_acquire);
    int item = slots[n % SLOTS];
    atomic_thread_fence(memory_order_release);
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
