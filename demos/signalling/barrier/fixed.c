/*
 * signalling/barrier/fixed.c - the right count.
 *
 * FIX     Everybody is there before anybody goes on.
 * PYTHON  S2, Barrier: threading.Barrier(n)
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { THREADS = 2 };

static pthread_barrier_t phase_end;
static int results[THREADS];
static int sums[THREADS];

static void *work(void *number)
{
    long me = (long)number;
    results[me] = 1;
    demo_meet(&phase_end);
    for (int i = 0; i < THREADS; i++) {
        sums[me] += results[i];
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    int wrong = 0;
    MUST(pthread_barrier_init(&phase_end, NULL, THREADS));
    for (long i = 0; i < THREADS; i++) {
        MUST(pthread_create(&threads[i], NULL, work, (void *)i));
    }
    for (int i = 0; i < THREADS; i++) {
        MUST(pthread_join(threads[i], NULL));
        wrong += sums[i] != THREADS;
    }
    printf("%d of %d sums were wrong\n", wrong, THREADS);
    return 0;
}
