/*
 * philosophers/ordered_forks/deadlock.c - a ring of three.       Cure: fixed.c
 *
 * BUG     Left, then right: 0-1, 1-2, 2-0. No two guests disagree about two
 *         forks; the ring has three of them.
 * WHEN    All hold their first fork. Not in this run, where they eat one after
 *         the other: the detectors see the ring all the same.
 * FIX     The fork with the lower number first.
 * PYTHON  S2, The dining philosophers: sorted((left, right)) before taking
 *         them
 *
 * expect plain      ok
 * expect tsan-gcc   reports lock-order in eat
 * expect tsan-clang reports lock-order in eat
 * expect helgrind   reports lock-order in eat
 * expect drd        misses lock-order
 * expect lockcheck  reports lock-order in eat
 */
#include "../../common/demo.h"

enum { SEATS = 3 };

static pthread_mutex_t forks[SEATS];
static sem_t turns[SEATS + 1]; /* stand for luck: one eats after the other */
static int meals[SEATS];

static void eat(int seat)
{
    int first = seat;
    int second = (seat + 1) % SEATS;
    MUST(pthread_mutex_lock(&forks[first]));
    MUST(pthread_mutex_lock(&forks[second]));
    meals[seat]++;
    MUST(pthread_mutex_unlock(&forks[second]));
    MUST(pthread_mutex_unlock(&forks[first]));
}

static void *dine(void *number)
{
    int seat = (int)(long)number;
    MUST_SYS(sem_wait(&turns[seat]));
    eat(seat);
    MUST_SYS(sem_post(&turns[seat + 1]));
    return NULL;
}

int main(void)
{
    pthread_t guests[SEATS];
    int eaten = 0;
    for (int i = 0; i < SEATS; i++) {
        MUST(pthread_mutex_init(&forks[i], NULL));
        MUST_SYS(sem_init(&turns[i], 0, i == 0));
    }
    MUST_SYS(sem_init(&turns[SEATS], 0, 0));
    for (long i = 0; i < SEATS; i++) {
        MUST(pthread_create(&guests[i], NULL, dine, (void *)i));
    }
    for (int i = 0; i < SEATS; i++) {
        MUST(pthread_join(guests[i], NULL));
        eaten += meals[i];
    }
    printf("%d meals of %d\n", eaten, SEATS);
    return eaten == SEATS ? 0 : 1;
}
