/*
 * counters/unlocked_read/fixed.c - reader and writer take the lock.
 *
 * FIX     The sum is read under the lock that guards its parts.
 * PYTHON  S0 S1 S4, Lock, or mutex, by default: with lock: on both sides
 *
 * args plain        100000
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { TOTAL = 1000, COINS = 20 };

static pthread_barrier_t start;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long rounds = 100;
static long a = TOTAL;
static long b;
static long wrong_sums;

static void *move_money(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        MUST(pthread_mutex_lock(&lock));
        a -= COINS;
        for (int coin = 0; coin < COINS; coin++) {
            b++;
        }
        MUST(pthread_mutex_unlock(&lock));
    }
    return NULL;
}

static void *add_up(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        MUST(pthread_mutex_lock(&lock));
        wrong_sums += a + b != TOTAL;
        MUST(pthread_mutex_unlock(&lock));
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t mover;
    pthread_t reader;
    if (argc > 1) {
        rounds = atol(argv[1]);
    }
    MUST(pthread_barrier_init(&start, NULL, 2));
    MUST(pthread_create(&mover, NULL, move_money, NULL));
    MUST(pthread_create(&reader, NULL, add_up, NULL));
    MUST(pthread_join(mover, NULL));
    MUST(pthread_join(reader, NULL));
    printf("%ld of %ld sums were wrong\n", wrong_sums, rounds);
    return wrong_sums == 0 ? 0 : 1;
}
