/*
 * philosophers/chandy_misra/correct.c - forks are asked for.
 *
 * FIX     Chandy and Misra: a dirty fork is given, cleaned, to the neighbour
 *         who asks; a clean one after the meal. Who has eaten is behind who
 *         is hungry, so that nobody hangs and nobody starves.
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
static int owner[SEATS]; /* the guest who has the fork */
static int kept[SEATS];  /* it is clean, or in use: given after the meal */
static int asked[SEATS]; /* the neighbour waits for it */
static int meals[SEATS];

/* A dirty fork goes, cleaned, to who asks for it; a kept one goes later. */
static int get_fork(int fork, int seat)
{
    if (owner[fork] != seat) {
        asked[fork] = kept[fork];
        owner[fork] = kept[fork] ? owner[fork] : seat;
        kept[fork] = 1;
    }
    return owner[fork] == seat;
}

static void put_down(int fork, int seat)
{
    int neighbour = seat != fork ? fork : (fork + SEATS - 1) % SEATS;
    owner[fork] = asked[fork] ? neighbour : seat;
    kept[fork] = asked[fork];
    asked[fork] = 0;
}

static void eat(int seat)
{
    int left = seat;
    int right = (seat + 1) % SEATS;
    MUST(pthread_mutex_lock(&table));
    while (!(get_fork(left, seat) & get_fork(right, seat))) {
        MUST(pthread_cond_wait(&handed_over, &table));
    }
    kept[left] = kept[right] = 1;
    MUST(pthread_mutex_unlock(&table));
    meals[seat]++;
    MUST(pthread_mutex_lock(&table));
    put_down(left, seat);
    put_down(right, seat);
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
    for (int i = 0; i < SEATS; i++) {
        owner[i] = i > 0 ? i - 1 : 0; /* the lower one of its neighbours */
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
