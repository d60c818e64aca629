/*
 * philosophers/livelock/buggy.c - polite, and hungry.            Cure: fixed.c
 *
 * BUG     All take left, find right taken, give back, and begin again at the
 *         same moment. Nobody waits and nobody eats.
 * WHEN    As long as they keep step; forced here for twenty rounds.
 * FIX     Be different: one guest begins on the other side (fixed.c), or think
 *         for a random time.
 * PYTHON  S2, The dining philosophers: the same loop, with
 *         acquire(blocking=False)
 *
 * flags lockcheck   fail_on=livelock
 * expect plain      wrong
 * expect tsan-gcc   misses livelock
 * expect tsan-clang misses livelock
 * expect helgrind   misses livelock
 * expect drd        misses livelock
 * expect lockcheck  reports livelock in try_to_eat
 */
#include "../../common/demo.h"

enum { SEATS = 3, PATIENCE = 20 };

static pthread_mutex_t forks[SEATS];
static pthread_barrier_t step;
static int meals[SEATS];

/* Everybody at the same time: take left, try right, give back, think. */
static int try_to_eat(int seat)
{
    MUST(pthread_mutex_lock(&forks[seat]));
    demo_meet(&step);
    int busy = pthread_mutex_trylock(&forks[(seat + 1) % SEATS]);
    demo_meet(&step);
    if (busy == 0) {
        meals[seat]++;
        MUST(pthread_mutex_unlock(&forks[(seat + 1) % SEATS]));
    }
    MUST(pthread_mutex_unlock(&forks[seat]));
    return busy;
}

static void *dine(void *seat)
{
    for (int i = 0; i < PATIENCE; i++) {
        try_to_eat((int)(long)seat);
    }
    return NULL;
}

int main(void)
{
    pthread_t guests[SEATS];
    int eaten = 0;
    MUST(pthread_barrier_init(&step, NULL, SEATS));
    for (int i = 0; i < SEATS; i++) {
        MUST(pthread_mutex_init(&forks[i], NULL));
    }
    for (long i = 0; i < SEATS; i++) {
        MUST(pthread_create(&guests[i], NULL, dine, (void *)i));
    }
    for (int i = 0; i < SEATS; i++) {
        MUST(pthread_join(guests[i], NULL));
        eaten += meals[i];
    }
    printf("%d meals in %d rounds\n", eaten, PATIENCE);
    return eaten > 0 ? 0 : 1;
}
