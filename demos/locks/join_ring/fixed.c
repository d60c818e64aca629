/*
 * locks/join_ring/fixed.c - main joins them all.
 *
 * FIX     The joins form a tree, not a ring.
 * PYTHON  S2 S4, Joining all threads: for thread in threads: thread.join()
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { THREADS = 3 };

static pthread_t threads[THREADS];
static pthread_barrier_t all_are_here;

static void *work(void *unused)
{
    demo_meet(&all_are_here);
    (void)unused;
    return NULL;
}

int main(void)
{
    demo_may_hang();
    MUST(pthread_barrier_init(&all_are_here, NULL, THREADS + 1));
    for (long i = 0; i < THREADS; i++) {
        MUST(pthread_create(&threads[i], NULL, work, NULL));
    }
    demo_meet(&all_are_here);
    for (int i = 0; i < THREADS; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    return 0;
}
