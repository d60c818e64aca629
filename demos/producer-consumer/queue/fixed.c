/*
 * producer-consumer/queue/fixed.c - one mutex, two conditions.
 *
 * FIX     The mutex guards slots and counters; who cannot go on sleeps on the
 *         condition that says what he waits for.
 * PYTHON  S0 S1 S2, Thread-safe queue: queue.Queue is made of just this
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { SLOTS = 4, ITEMS = 100 };

static int slots[SLOTS];
static unsigned put_count;
static unsigned take_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;

static void put(int item)
{
    MUST(pthread_mutex_lock(&lock));
    while (put_count - take_count == SLOTS) {
        MUST(pthread_cond_wait(&not_full, &lock));
    }
    slots[put_count % SLOTS] = item;
    put_count++;
    MUST(pthread_cond_signal(&not_empty));
    MUST(pthread_mutex_unlock(&lock));
}

static int take(void)
{
    MUST(pthread_mutex_lock(&lock));
    while (put_count == take_count) {
        MUST(pthread_cond_wait(&not_empty, &lock));
    }
    int item = slots[take_count % SLOTS];
    take_count++;
    MUST(pthread_cond_signal(&not_full));
    MUST(pthread_mutex_unlock(&lock));
    return item;
}

static void *produce(void *unused)
{
    for (int i = 1; i <= ITEMS; i++) {
        put(i);
    }
    return unused;
}

static long consume(void)
{
    long sum = 0;
    for (int i = 0; i < ITEMS; i++) {
        sum += take();
    }
    return sum;
}

int main(void)
{
    pthread_t producer;
    MUST(pthread_create(&producer, NULL, produce, NULL));
    long sum = consume();
    MUST(pthread_join(producer, NULL));
    printf("sum %ld of %d\n", sum, ITEMS * (ITEMS + 1) / 2);
    return sum == ITEMS * (ITEMS + 1) / 2 ? 0 : 1;
}
