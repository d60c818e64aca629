/*
 * philosophers/give_back/correct.c - take one, try the other.
 *
 * FIX     Nobody waits with a fork in hand: without the right fork the left
 *         one goes back. No deadlock; no promise either, see the livelock
 *         beside it.
 * PYTHON  S2, The dining philosophers: right.acquire(blocking=False), or
 *         left.release()
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   false-alarm lock-order in eat
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <sched.h>

enum { SEATS = 3, MEALS = 20 };

static pthread_mutex_t forks[SEATS];
static pthread_barrier_t start;
static int meals[SEATS];

static void eat(int seat)
{
    pthread_mutex_t *left = &forks[seat];
    pthread_mutex_t *right = &forks[(seat + 1) % SEATS];
    MUST(pthread_mutex_lock(left));
    while (pthread_mutex_trylock(right) != 0) {
        MUST(pthread_mutex_unlock(left));
        sched_yield();
        MUST(pthread_mutex_lock(left));
    }
    meals[seat]++;
    MUST(pthread_mutex_unlock(right));
    MUST(pthread_mutex_unlock(left));
}

static void *dine(void *seat)
{
    demo_meet(&start);
    for (int i = 0; i < MEALS; i++) {
        eat((int)(long)seat);
    }
    return NULL;
}

int main(void)
{
    pthread_t guests[SEATS];
    int eaten = 0;
    MUST(pthread_barrier_init(&start, NULL, SEATS));
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
