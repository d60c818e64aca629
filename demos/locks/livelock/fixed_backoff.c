/*
 * locks/livelock/fixed_backoff.c - each rests by its own dice.
 *
 * FIX     Who may meet the other rests for a random time, here one round or none:
 *         sooner or later one tries while the other one rests.
 * PYTHON  S2, Locks have their own problems: time.sleep(random.random()) before
 *         the next acquire(blocking=False)
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   false-alarm lock-order in take_both
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
    pthread_mutex_t *mine = &locks[(long)number];
    pthread_mutex_t *other = &locks[1 - (long)number];
    unsigned dice = (unsigned)(long)number;
    long first_success = PATIENCE;
    for (long tries = 0; tries < PATIENCE; tries++) {
        if (rand_r(&dice) % 2 == 0) { /* a round of rest */
            demo_meet(&step);
            demo_meet(&step);
            continue;
        }
        MUST(pthread_mutex_lock(mine));
        demo_meet(&step);
        int busy = pthread_mutex_trylock(other);
        demo_meet(&step);
        MUST(pthread_mutex_unlock(mine));
        if (busy == 0) {
            MUST(pthread_mutex_unlock(other));
            first_success = tries < first_success ? tries : first_success;
        }
    }
    return (void *)first_success;
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
