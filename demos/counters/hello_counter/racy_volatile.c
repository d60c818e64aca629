/*
 * counters/hello_counter/racy_volatile.c - volatile is not a cure.
 *
 * BUG     volatile makes the compiler load and store every time. It joins
 *         nothing: counter++ is still three steps.
 * WHEN    As often as without it.
 * FIX     A mutex (fixed.c), an atomic (fixed_atomic.c), or no sharing
 *         (fixed_merge.c).
 * PYTHON  S0 S1 S2, What are threads? The threading API: has no volatile, and
 *         no need to be disappointed by it
 *
 * args plain        800000000..3200000000
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in count_up
 * expect tsan-clang reports data-race in count_up
 * expect helgrind   reports data-race in count_up
 * expect drd        reports data-race in count_up
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

static pthread_barrier_t start;
static long rounds = 1000;
static volatile long counter;

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
