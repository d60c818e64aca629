/*
 * counters/hello_counter/fixed.c - two threads, one counter, one mutex.
 *
 * FIX     The update is a critical section: one thread at a time.
 * PYTHON  S0 S1 S2, What are threads? The threading API: with lock: around
 *         counter += 1
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
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long counter;

static void *count_up(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        MUST(pthread_mutex_lock(&lock));
        counter++;
        MUST(pthread_mutex_unlock(&lock));
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
