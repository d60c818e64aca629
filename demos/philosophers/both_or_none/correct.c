/*
 * philosophers/both_or_none/correct.c - both forks at once.
 *
 * FIX     Under one lock: both forks, or neither. No ring, since nobody has
 *         one fork and waits. A guest between two busy neighbours can starve.
 * PYTHON  S2, The dining philosophers: Condition.wait_for(lambda: not (left or
 *         right taken))
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { SEATS = 3, MEALS = 20 };

/* One lock for the table: take both forks together, or wait. */
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t forks_free = PTHREAD_COND_INITIALIZER;
static int taken[SEATS];
static int meals[SEATS];

static void eat(int seat)
{
    int left = seat;
    int right = (seat + 1) % SEATS;
    MUST(pthread_mutex_lock(&table));
    while (taken[left] || taken[right]) {
        MUST(pthread_cond_wait(&forks_free, &table));
    }
    taken[left] = taken[right] = 1;
    MUST(pthread_mutex_unlock(&table));
    meals[seat]++;
    MUST(pthread_mutex_lock(&table));
    taken[left] = taken[right] = 0;
    MUST(pthread_cond_broadcast(&forks_free));
    MUST(pthread_mutex_unlock(&table));
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
