/*
 * signalling/barrier/racy.c - a barrier for one less.            Cure: fixed.c
 *
 * BUG     The barrier opens when all but one are there. The last one's result
 *         is read before it is written.
 * WHEN    Whenever a thread is slower than the others.
 * FIX     The count is the number of threads that wait.
 * PYTHON  S2, Barrier: threading.Barrier(n - 1)
 *
 * expect plain      ok
 * expect tsan-gcc   reports data-race in work
 * expect tsan-clang reports data-race in work
 * expect helgrind   reports data-race in work
 * expect drd        reports data-race in work
 * expect lockcheck  misses data-race
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
    MUST(pthread_barrier_init(&phase_end, NULL, THREADS - 1));
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
