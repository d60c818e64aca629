/*
 * locks/rw_wrong_mode/fixed.c - who writes takes the write lock.
 *
 * FIX     One writer at a time, and no reader meanwhile.
 * PYTHON  S1, Read-write locks: not in the standard library
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { STEPS = 20 };

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t start;
static long rounds = 100;
static long counter;

static void *count_up(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        MUST(pthread_rwlock_wrlock(&lock));
        for (int k = 0; k < STEPS; k++) {
            counter++;
        }
        MUST(pthread_rwlock_unlock(&lock));
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
    printf("counted %ld of %ld\n", counter, 2 * STEPS * rounds);
    return counter == 2 * STEPS * rounds ? 0 : 1;
}
