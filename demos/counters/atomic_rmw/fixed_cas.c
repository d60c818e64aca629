/*
 * counters/atomic_rmw/fixed_cas.c - compare and swap, or again.
 *
 * FIX     The store happens only if the counter still is what was seen. It
 *         works for updates that have no instruction of their own.
 * PYTHON  S2, Lost updates with atomics: with lock: around both halves
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <stdatomic.h>

static pthread_barrier_t both_are_here;
static atomic_long counter;

static void *add_one(void *unused)
{
    (void)unused;
    long seen = atomic_load(&counter);
    demo_meet(&both_are_here);
    while (!atomic_compare_exchange_weak(&counter, &seen, seen + 1)) {
        /* `seen` now holds the newer value */
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    MUST(pthread_barrier_init(&both_are_here, NULL, 2));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_create(&threads[i], NULL, add_one, NULL));
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    printf("two threads added one each: %ld\n", atomic_load(&counter));
    return atomic_load(&counter) == 2 ? 0 : 1;
}
