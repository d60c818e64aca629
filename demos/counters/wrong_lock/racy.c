/*
 * counters/wrong_lock/racy.c - each thread has its own lock.     Cure: fixed.c
 *
 * BUG     Every access is under a lock, and every thread under another one. Two
 *         mutexes exclude nobody.
 * WHEN    As in hello_counter: both between load and store.
 * FIX     One variable, one lock, for all.
 * PYTHON  S1, Lock: the wrong lock: a Lock() made inside the worker function,
 *         a new one for each thread
 *
 * args plain        20000000..320000000
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in count_up
 * expect tsan-clang reports data-race in count_up
 * expect helgrind   reports data-race in count_up
 * expect drd        reports data-race in count_up
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

enum { STEPS = 20 };

static pthread_barrier_t start;
static pthread_mutex_t locks[2] = {PTHREAD_MUTEX_INITIALIZER,
                                   PTHREAD_MUTEX_INITIALIZER};
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
        MUST(pthread_create(&threads[i], NULL, count_up, &locks[i]));
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    printf("counted %ld of %ld\n", counter, 2 * STEPS * rounds);
    return counter == 2 * STEPS * rounds ? 0 : 1;
}
