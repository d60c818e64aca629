/*
 * producer-consumer/queue/fixed_annotated.c - the ring, told to Valgrind.
 *
 * FIX     The same ring, and two notes for the tools: the counters are not to
 *         be checked, and a store of one happens before the load that sees it.
 *         A native run pays a few instructions.
 * PYTHON  S0 S1 S2, Thread-safe queue: collections.deque(maxlen=n)
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <sched.h>
#include <stdatomic.h>
#include <valgrind/drd.h>
#include <valgrind/helgrind.h>

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
    ANNOTATE_HAPPENS_AFTER(&take_count);
    slots[n % SLOTS] = item;
    ANNOTATE_HAPPENS_BEFORE(&put_count);
    atomic_store_explicit(&put_count, n + 1, memory_order_release);
}

static int take(void)
{
    unsigned n = atomic_load_explicit(&take_count, memory_order_relaxed);
    while (atomic_load_explicit(&put_count, memory_order_acquire) == n) {
        sched_yield();
    }
    ANNOTATE_HAPPENS_AFTER(&put_count);
    int item = slots[n % SLOTS];
    ANNOTATE_HAPPENS_BEFORE(&take_count);
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
    VALGRIND_HG_DISABLE_CHECKING(&put_count, sizeof(put_count));
    VALGRIND_HG_DISABLE_CHECKING(&take_count, sizeof(take_count));
    DRD_IGNORE_VAR(put_count);
    DRD_IGNORE_VAR(take_count);
    MUST(pthread_create(&producer, NULL, produce, NULL));
    long sum = consume();
    MUST(pthread_join(producer, NULL));
    printf("sum %ld of %d\n", sum, ITEMS * (ITEMS + 1) / 2);
    return sum == ITEMS * (ITEMS + 1) / 2 ? 0 : 1;
}
