/*
 * counters/hello_counter/fixed_merge.c - count alone, add up at the join.
 *
 * FIX     Share nothing while counting: each thread has its own number, and
 *         join is the moment to add them. No lock, and the fastest of the
 *         cures.
 * PYTHON  S0 S1 S2, What are threads? The threading API: return the count from
 *         each task and sum() the results
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_barrier_t start;
static long rounds = 1000;
static long counter;

static void *count_up(void *unused)
{
    (void)unused;
    demo_meet(&start);
    long mine = 0;
    for (long i = 0; i < rounds; i++) {
        mine++;
    }
    return (void *)mine;
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
        void *mine;
        MUST(pthread_join(threads[i], &mine));
        counter += (long)mine;
    }
    printf("counted %ld of %ld\n", counter, 2 * rounds);
    return counter == 2 * rounds ? 0 : 1;
}
