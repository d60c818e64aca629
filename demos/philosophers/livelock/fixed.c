/*
 * philosophers/livelock/fixed.c - one guest is left-handed.
 *
 * FIX     The last guest tries the right fork first, in the same step as the
 *         others: one of two neighbours now finds both forks free.
 * PYTHON  S2, The dining philosophers: random.random() seconds before the next
 *         try
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { SEATS = 3, PATIENCE = 20 };

static pthread_mutex_t forks[SEATS];
static pthread_barrier_t step;
static int meals[SEATS];

/* Everybody at the same time: take left, try right, give back, think. */
static int try_to_eat(int seat)
{
    int first = seat < SEATS - 1 ? seat : 0;
    int second = seat < SEATS - 1 ? seat + 1 : SEATS - 1;
    int no_first = pthread_mutex_trylock(&forks[first]);
    demo_meet(&step);
    int busy = no_first ? EBUSY : pthread_mutex_trylock(&forks[second]);
    demo_meet(&step);
    if (busy == 0) {
        meals[seat]++;
        MUST(pthread_mutex_unlock(&forks[second]));
    }
    if (no_first == 0) {
        MUST(pthread_mutex_unlock(&forks[first]));
    }
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
