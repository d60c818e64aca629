/*
 * counters/unlocked_read/racy.c - the reader takes no lock.      Cure: fixed.c
 *
 * BUG     The writer moves coins under the lock, the reader adds up without it.
 *         A lock keeps out only those who ask for it.
 * WHEN    A read while the coins are on their way.
 * FIX     Lock on both sides.
 * PYTHON  S0 S1 S4, Lock, or mutex, by default: reading without the lock reads
 *         half of an update there too
 *
 * args plain        20000000..320000000
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in add_up and move_money
 * expect tsan-clang reports data-race in add_up and move_money
 * expect helgrind   reports data-race in add_up or move_money
 * expect drd        reports data-race in add_up or move_money
 * expect lockcheck  misses data-race
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
        wrong_sums += a + b != TOTAL;
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
