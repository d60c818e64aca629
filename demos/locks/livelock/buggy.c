/*
 * locks/livelock/buggy.c - after you, no, after you.             Cure: fixed.c
 *
 * BUG     Both take their own lock, fail to get the other one, give back and
 *         try again, in step. Nobody waits, and nobody gets on.
 * WHEN    As long as they keep step; forced here, for some rounds.
 * FIX     One order, and wait (fixed.c); or try again after a random time
 *         (fixed_backoff.c).
 * PYTHON  S2, Locks have their own problems: acquire(blocking=False) in two
 *         loops
 *
 * flags lockcheck   fail_on=livelock
 * expect plain      wrong
 * expect tsan-gcc   misses livelock
 * expect tsan-clang misses livelock
 * expect helgrind   misses livelock
 * expect drd        misses livelock
 * expect lockcheck  reports livelock in take_both
 */
#include "../../common/demo.h"

enum { PATIENCE = 50 };

static pthread_mutex_t locks[2] = {PTHREAD_MUTEX_INITIALIZER,
                                   PTHREAD_MUTEX_INITIALIZER};
static pthread_barrier_t step;

/* How many tries until both locks were held; PATIENCE when never. */
static void *take_both(void *number)
{
    pthread_mutex_t *mine = &locks[(long)number];
    pthread_mutex_t *other = &locks[1 - (long)number];
    for (long tries = 0; tries < PATIENCE; tries++) {
        MUST(pthread_mutex_lock(mine));
        demo_meet(&step);
        int busy = pthread_mutex_trylock(other);
        demo_meet(&step);
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
