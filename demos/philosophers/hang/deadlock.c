/*
 * philosophers/hang/deadlock.c - all take the left fork.         Cure: fixed.c
 *
 * BUG     Everybody takes the left fork, then waits for the right one, which
 *         is the left one of the neighbour.
 * WHEN    All hold their left fork: forced here by a meeting with one fork in
 *         hand. Left to chance it takes thousands of meals.
 * FIX     Break the ring: by order (ordered_forks), by a waiter, by giving
 *         back, or by asking (chandy_misra).
 * PYTHON  S2, The dining philosophers: philosophers/twin.py hangs the same way
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   reports exit-holding in eat
 * expect drd        hangs
 * expect lockcheck  reports deadlock in eat
 */
#include "../../common/demo.h"

enum { SEATS = 3, MEALS = 3 };

static pthread_mutex_t forks[SEATS];
static pthread_barrier_t all_have_one;
static int meals[SEATS];

static void eat(int seat)
{
    MUST(pthread_mutex_lock(&forks[seat]));
    demo_meet(&all_have_one);
    MUST(pthread_mutex_lock(&forks[(seat + 1) % SEATS]));
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
