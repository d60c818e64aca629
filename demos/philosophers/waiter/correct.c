/*
 * philosophers/waiter/correct.c - the waiter seats n - 1.
 *
 * FIX     With one chair less than guests somebody always gets two forks. The
 *         forks are still a ring: a tool that looks at locks alone cries wolf,
 *         for the semaphore that opens the ring is no lock. lockcheck counts its
 *         permits.
 * PYTHON  S2, The dining philosophers: a Semaphore(n - 1) around the forks
 *
 * expect plain      ok
 * expect tsan-gcc   false-alarm lock-order in eat
 * expect tsan-clang false-alarm lock-order in eat
 * expect helgrind   false-alarm lock-order in eat
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { SEATS = 3, MEALS = 20 };

static pthread_mutex_t forks[SEATS];
static sem_t chairs; /* the waiter: one chair less than there are guests */
static sem_t arrived[SEATS + 1]; /* they come one after the other */
static int meals[SEATS];

static void eat(int seat)
{
    MUST_SYS(sem_wait(&chairs));
    MUST(pthread_mutex_lock(&forks[seat]));
    MUST(pthread_mutex_lock(&forks[(seat + 1) % SEATS]));
    meals[seat]++;
    MUST(pthread_mutex_unlock(&forks[(seat + 1) % SEATS]));
    MUST(pthread_mutex_unlock(&forks[seat]));
    MUST_SYS(sem_post(&chairs));
}

static void *dine(void *number)
{
    int seat = (int)(long)number;
    MUST_SYS(sem_wait(&arrived[seat]));
    for (int i = 0; i < MEALS; i++) {
        eat(seat);
        if (i == 0) {
            MUST_SYS(sem_post(&arrived[seat + 1]));
        }
    }
    return NULL;
}

int main(void)
{
    pthread_t guests[SEATS];
    int eaten = 0;
    MUST_SYS(sem_init(&chairs, 0, SEATS - 1));
    for (int i = 0; i < SEATS; i++) {
        MUST(pthread_mutex_init(&forks[i], NULL));
        MUST_SYS(sem_init(&arrived[i], 0, i == 0));
    }
    MUST_SYS(sem_init(&arrived[SEATS], 0, 0));
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
