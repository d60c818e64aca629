/*
 * philosophers/ordered_forks/fixed.c - the lower fork first.
 *
 * FIX     An order of all forks has no ring. The last guest is the one who
 *         takes the right fork first.
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

enum { SEATS = 3 };

static pthread_mutex_t forks[SEATS];
static sem_t turns[SEATS + 1]; /* stand for luck: one eats after the other */
static int meals[SEATS];

static void eat(int seat)
{
    int first = seat < SEATS - 1 ? seat : 0;
    int second = seat < SEATS - 1 ? seat + 1 : SEATS - 1;
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
