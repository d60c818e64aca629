/*
 * locks/rw_wrong_mode/racy.c - writes under the read lock.       Cure: fixed.c
 *
 * BUG     The counter is locked, for reading. Readers do not exclude each
 *         other, and these two write.
 * WHEN    As in hello_counter.
 * FIX     The write lock.
 * PYTHON  S1, Read-write locks: not in the standard library; the same mistake
 *         in any home-made one
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

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t start;
static long rounds = 100;
static long counter;

static void *count_up(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        MUST(pthread_rwlock_rdlock(&lock));
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
