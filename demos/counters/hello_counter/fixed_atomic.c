/*
 * counters/hello_counter/fixed_atomic.c - one atomic step instead of a lock.
 *
 * FIX     The processor's own read-modify-write: load, add and store as one.
 * PYTHON  S0 S1 S2, What are threads? The threading API: has no atomic
 *         integer; itertools.count() comes nearest
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

static pthread_barrier_t start;
static long rounds = 1000;
static atomic_long counter;

static void *count_up(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        counter++;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[2];
    if (argc > 1) {
        rounds = atol(argv[1]);
    }
    MUST(pthread_barrier_init(&start, NULL, 2));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_create(&threads[i], NULL, count_up, NULL));
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    printf("counted %ld of %ld\n", counter, 2 * rounds);
    return counter == 2 * rounds ? 0 : 1;
}
