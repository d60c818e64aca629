/*
 * signalling/barrier_destroy/fixed.c - destroyed after the join.
 *
 * FIX     Nobody can be inside any more.
 * PYTHON  S2, Barrier: nothing to destroy there
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_barrier_t phase_end;

static void *work(void *unused)
{
    (void)unused;
    demo_meet(&phase_end);
    return NULL;
}

int main(void)
{
    pthread_t worker;
    MUST(pthread_barrier_init(&phase_end, NULL, 2));
    MUST(pthread_create(&worker, NULL, work, NULL));
    demo_meet(&phase_end);
    MUST(pthread_join(worker, NULL));
    MUST(pthread_barrier_destroy(&phase_end));
    MUST(pthread_barrier_init(&phase_end, NULL, 1));
    puts("through the barrier");
    return 0;
}
