/*
 * counters/atomic_rmw/fixed.c - fetch and add in one step.
 *
 * FIX     atomic_fetch_add is one step; nobody fits in between.
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
    demo_meet(&both_are_here);
    atomic_fetch_add(&counter, 1);
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
