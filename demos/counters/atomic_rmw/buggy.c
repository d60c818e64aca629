/*
 * counters/atomic_rmw/buggy.c - atomic load, atomic store.       Cure: fixed.c
 *
 * BUG     Each step is atomic, so there is no data race. The update is two
 *         steps, and another thread fits between them.
 * WHEN    Forced here: both have loaded before one stores.
 * FIX     One atomic step (fixed.c), or compare-and-swap and try again when
 *         somebody was faster (fixed_cas.c).
 * PYTHON  S2, Lost updates with atomics: d[k] = d.get(k, 0) + 1, each half of
 *         it atomic
 *
 * expect plain      wrong
 * expect tsan-gcc   misses lost-update
 * expect tsan-clang misses lost-update
 * expect helgrind   misses lost-update
 * expect drd        misses lost-update
 * expect lockcheck  misses lost-update
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
    atomic_store(&counter, seen + 1);
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
