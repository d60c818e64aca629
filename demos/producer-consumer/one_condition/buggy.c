/*
 * producer-consumer/one_condition/buggy.c - one condition for two.
 *
 * BUG     "Not full" and "not empty" share one condition, and signal wakes one
 *         waiter, whoever it is. The consumer that took the item wakes the
 *         other consumer; that one finds nothing and sleeps again. The
 *         producer, who could go on, was not told.
 * WHEN    Two consumers and the producer wait at once; forced here.
 * FIX     A condition for each thing to wait for (fixed.c), or wake all
 *         (fixed_broadcast.c).
 * PYTHON  S1 S2, Condition: two Condition objects on one Lock, as in
 *         queue.Queue
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   hangs
 * expect drd        hangs
 * expect lockcheck  reports global-deadlock in put_locked
 *                            and take_locked
 */
#include "../../common/demo.h"

enum { CONSUMERS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static sem_t waiting;
static int full; /* a queue with one slot */

static void put_locked(void)
{
    while (full) {
        MUST(pthread_cond_wait(&changed, &lock));
    }
    full = 1;
    MUST(pthread_cond_signal(&changed));
}

static void take_locked(void)
{
    while (!full) {
        MUST_SYS(sem_post(&waiting));
        MUST(pthread_cond_wait(&changed, &lock));
    }
    full = 0;
    MUST(pthread_cond_signal(&changed));
}

static void *consume(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    take_locked();
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

int main(void)
{
    pthread_t consumers[CONSUMERS];
    demo_may_hang();
    MUST_SYS(sem_init(&waiting, 0, 0));
    for (int i = 0; i < CONSUMERS; i++) {
        MUST(pthread_create(&consumers[i], NULL, consume, NULL));
        MUST_SYS(sem_wait(&waiting));
    }
    MUST(pthread_mutex_lock(&lock));
    put_locked();
    put_locked();
    MUST(pthread_mutex_unlock(&lock));
    for (int i = 0; i < CONSUMERS; i++) {
        MUST(pthread_join(consumers[i], NULL));
    }
    puts("both items arrived");
    return 0;
}
