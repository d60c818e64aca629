/*
 * locks/livelock/fixed.c - one order, and wait for it.
 *
 * FIX     Lock 0 before lock 1 for both, and no trying: whoever is second
 *         sleeps until it is his turn.
 * PYTHON  S2, Locks have their own problems: acquire in one order, blocking
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { PATIENCE = 50 };

static pthread_mutex_t locks[2] = {PTHREAD_MUTEX_INITIALIZER,
                                   PTHREAD_MUTEX_INITIALIZER};
static pthread_barrier_t step;

/* How many tries until both locks were held; PATIENCE when never. */
static void *take_both(void *number)
{
    pthread_mutex_t *mine = &locks[0];
    pthread_mutex_t *other = &locks[1];
    (void)number;
    for (long tries = 0; tries < PATIENCE; tries++) {
        demo_meet(&step);
        MUST(pthread_mutex_lock(mine));
        int busy = pthread_mutex_lock(other);
        MUST(pthread_mutex_unlock(mine));
        if (busy == 0) {
            MUST(pthread_mutex_unlock(other));
            return (void *)tries;
        }
    }
    return (void *)PATIENCE;
}

int main(void)
{
    pthread_t threads[2];
    void *tries[2];
    MUST(pthread_barrier_init(&step, NULL, 2));
    for (long i = 0; i < 2; i++) {
        MUST(pthread_create(&threads[i], NULL, take_both, (void *)i));
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], &tries[i]));
    }
    printf("tries: %ld and %ld\n", (long)tries[0], (long)tries[1]);
    return (long)tries[0] + (long)tries[1] < 2 * PATIENCE ? 0 : 1;
}
