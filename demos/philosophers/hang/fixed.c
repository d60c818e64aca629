/*
 * philosophers/hang/fixed.c - they meet before they take a fork.
 *
 * FIX     The forks are taken in order of their number; the last guest takes
 *         the right one first. However they meet, somebody can eat.
 * PYTHON  S2, The dining philosophers: sorted((left, right)) before taking
 *         them
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { SEATS = 3, MEALS = 3 };

static pthread_mutex_t forks[SEATS];
static pthread_barrier_t all_have_one;
static int meals[SEATS];

static void eat(int seat)
{
    int low = seat < SEATS - 1 ? seat : 0;
    int high = seat < SEATS - 1 ? seat + 1 : SEATS - 1;
    demo_meet(&all_have_one);
    MUST(pthread_mutex_lock(&forks[low]));
    MUST(pthread_mutex_lock(&forks[high]));
    meals[seat]++;
    MUST(pthread_mutex_unlock(&forks[(seat + 1) % SEATS]));
    MUST(pthread_mutex_unlock(&forks[seat]));
}

static void *dine(void *seat)
{
    for (int i = 0; i < MEALS; i++) {
        eat((int)(long)seat);
    }
    return NULL;
}

int main(void)
{
    pthread_t guests[SEATS];
    int eaten = 0;
    demo_may_hang();
    MUST(pthread_barrier_init(&all_have_one, NULL, SEATS));
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
    printf("%d meals of %d\n", eaten, SEATS * MEALS);
    return eaten == SEATS * MEALS ? 0 : 1;
}
