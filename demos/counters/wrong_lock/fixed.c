/*
 * counters/wrong_lock/fixed.c - the same lock for both.
 *
 * FIX     Both threads are given the one lock of the counter.
 * PYTHON  S1, Lock: the wrong lock: one Lock() beside the data it guards
 *
 * args plain        100000
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { STEPS = 20 };

static pthread_barrier_t start;
static pthread_mutex_t counter_lock = PTHREAD_MUTEX_INITIALIZER;
static long rounds = 100;
static long counter;

static void *count_up(void *own_lock)
{
    pthread_mutex_t *lock = own_lock;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        MUST(pthread_mutex_lock(lock));
        for (int k = 0; k < STEPS; k++) {
            counter++;
        }
        MUST(pthread_mutex_unlock(lock));
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
        MUST(pthread_create(&threads[i], NULL, count_up, &counter_lock));
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    printf("counted %ld of %ld\n", counter, 2 * STEPS * rounds);
    return counter == 2 * STEPS * rounds ? 0 : 1;
}
