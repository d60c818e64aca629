/*
 * locks/join_ring/deadlock.c - three threads join in a ring.     Cure: fixed.c
 *
 * BUG     Each thread waits for the next one to end. For a ring of two, and
 *         for itself, glibc returns EDEADLK; a ring of three it does not see.
 * WHEN    Always.
 * FIX     One thread joins all the others.
 * PYTHON  S2 S4, Joining all threads: main joins; threads do not join each
 *         other
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   hangs
 * expect drd        hangs
 * expect lockcheck  reports deadlock in join_next
 */
#include "../../common/demo.h"

enum { THREADS = 3 };

static pthread_t threads[THREADS];
static pthread_barrier_t all_are_here;

static void *join_next(void *number)
{
    demo_meet(&all_are_here);
    MUST(pthread_join(threads[((long)number + 1) % THREADS], NULL));
    return NULL;
}

int main(void)
{
    demo_may_hang();
    MUST(pthread_barrier_init(&all_are_here, NULL, THREADS + 1));
    for (long i = 0; i < THREADS; i++) {
        MUST(pthread_create(&threads[i], NULL, join_next, (void *)i));
    }
    demo_meet(&all_are_here);
    pthread_exit(NULL); /* the process lives on until the last thread ends */
}
