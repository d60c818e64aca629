/*
 * producer-consumer/queue/fixed_ring.c - the ring, with release and acquire.
 *
 * FIX     Each counter is written by one thread, with release, after the slot;
 *         the other one reads it with acquire, before the slot. Valgrind sees
 *         plain moves and believes in a race.
 * PYTHON  S0 S1 S2, Thread-safe queue: collections.deque(maxlen=n)
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
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
    while (n - atomic_load_explicit(&take_count, memory_order_acquire) ==
           SLOTS) {
        sched_yield();
    }
    slots[n % SLOTS] = item;
    atomic_store_explicit(&put_count, n + 1, memory_order_release);
}

static int take(void)
{
    unsigned n = atomic_load_explicit(&take_count, memory_order_relaxed);
    while (atomic_load_explicit(&put_count, memory_order_acquire) == n) {
        sched_yield();
    }
    int item = slots[n % SLOTS];
    atomic_store_explicit(&take_count, n + 1, memory_order_release);
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
