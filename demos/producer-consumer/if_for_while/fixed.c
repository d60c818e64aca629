/*
 * producer-consumer/if_for_while/fixed.c - look again when woken.
 *
 * FIX     One word.
 * PYTHON  S1 S2, Condition: while not items: condition.wait(), or wait_for()
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { CONSUMERS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static sem_t waits_or_took;
static int items;
static int took_nothing;

static void *consume(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    while (items == 0) {
        MUST_SYS(sem_post(&waits_or_took));
        MUST(pthread_cond_wait(&not_empty, &lock));
    }
    took_nothing += items == 0;
    items--;
    MUST_SYS(sem_post(&waits_or_took));
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

static void put(void)
{
    for (int i = 0; i < CONSUMERS; i++) {
        MUST_SYS(sem_wait(&waits_or_took));
    }
    MUST(pthread_mutex_lock(&lock));
    items++;
    MUST(pthread_cond_broadcast(&not_empty));
    MUST(pthread_mutex_unlock(&lock));
}

int main(void)
{
    pthread_t consumers[CONSUMERS];
    demo_may_hang();
    MUST_SYS(sem_init(&waits_or_took, 0, 0));
    for (int i = 0; i < CONSUMERS; i++) {
        MUST(pthread_create(&consumers[i], NULL, consume, NULL));
    }
    put(); /* when both wait */
    put(); /* when both waits have ended, or begun again */
    for (int i = 0; i < CONSUMERS; i++) {
        MUST(pthread_join(consumers[i], NULL));
    }
    printf("%d of %d took from an empty queue\n", took_nothing, CONSUMERS);
    return took_nothing == 0 ? 0 : 1;
}
