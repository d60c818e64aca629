/*
 * counters/hello_counter/racy.c - two threads, one counter.      Cure: fixed.c
 *
 * BUG     counter++ is three steps: load, add, store. Two threads that are
 *         in it together store the same number, and one of them is lost.
 * WHEN    Whenever both run at once: a few rounds often survive, millions
 *         never do.
 * FIX     A mutex around the update (fixed.c), or one atomic step
 *         (fixed_atomic.c).
 * PYTHON  S0 S1 S2, What are threads? The threading API: counter += 1 is
 *         not one step there either; the GIL may pass between its bytecodes.
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
static long counter;

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
