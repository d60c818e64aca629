/*
 * philosophers/chandy_misra/correct.c - forks are asked for.
 *
 * FIX     Chandy and Misra: a dirty fork is given, cleaned, to the neighbour
 *         who asks; a clean one is kept. Who has eaten is behind who is
 *         hungry, so that nobody hangs and nobody starves.
 * PYTHON  S2, The dining philosophers: one Condition for the table, owners in
 *         a list
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

/* One lock for the table; no thread ever waits with a fork as a lock. */
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t handed_over = PTHREAD_COND_INITIALIZER;
/* The guest who has the fork: at first the lower one of its neighbours. */
static int owner[SEATS] = {0, 0, 1};
/* It was eaten with, and must be given when asked. */
static int dirty[SEATS] = {1, 1, 1};
static int eating[SEATS];
static int meals[SEATS];

/* A fork that is dirty and not in use goes, cleaned, to who asks for it. */
static int get_fork(int fork, int seat)
{
    if (owner[fork] != seat && dirty[fork] && !eating[owner[fork]]) {
        owner[fork] = seat;
        dirty[fork] = 0;
    }
    return owner[fork] == seat;
}

static void eat(int seat)
{
    int left = seat;
    int right = (seat + 1) % SEATS;
    MUST(pthread_mutex_lock(&table));
    while (!(get_fork(left, seat) & get_fork(right, seat))) {
        MUST(pthread_cond_wait(&handed_over, &table));
    }
    eating[seat] = 1;
    MUST(pthread_mutex_unlock(&table));
    meals[seat]++;
    MUST(pthread_mutex_lock(&table));
    eating[seat] = 0;
    dirty[left] = dirty[right] = 1;
    MUST(pthread_cond_broadcast(&handed_over));
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
