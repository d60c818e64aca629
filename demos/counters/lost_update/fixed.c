/*
 * counters/lost_update/fixed.c - load and store under one lock.
 *
 * FIX     Whoever holds the lock finishes both halves. The threads still meet,
 *         but before they read.
 * PYTHON  S1 S2, Lost updates: with lock: seen = counter; counter = seen + 1
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_barrier_t both_are_here;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long counter;

static void *add_one(void *unused)
{
    (void)unused;
    demo_meet(&both_are_here);
    MUST(pthread_mutex_lock(&lock));
    long seen = counter;
    counter = seen + 1;
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    MUST(pthread_barrier_init(&both_are_here, NULL, 2));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_create(&threads[i], NULL, add_one, NULL));
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    printf("two threads added one each: %ld\n", counter);
    return counter == 2 ? 0 : 1;
}
