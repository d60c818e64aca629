/*
 * producer-consumer/lost_wakeup/buggy.c - signalled too early.  Cure: fixed.c
 *
 * BUG     The consumer looks, lets go of the lock, takes it again and waits.
 *         The item and its signal came in between; a condition remembers no
 *         signals.
 * WHEN    The producer comes into the gap; forced here.
 * FIX     Look and wait without letting go: while (items == 0) wait.
 * PYTHON  S1 S2, Condition: with condition: if empty ... and a second with
 *         condition: wait()
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   hangs
 * expect drd        hangs
 * expect lockcheck  reports global-deadlock in consume
 */
#include "../../common/demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static sem_t found_empty;
static sem_t signalled;
static int items;

static void *consume(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    int empty = items == 0;
    MUST(pthread_mutex_unlock(&lock));
    MUST_SYS(sem_post(&found_empty));
    MUST_SYS(sem_wait(&signalled));
    MUST(pthread_mutex_lock(&lock));
    if (empty) {
        MUST(pthread_cond_wait(&not_empty, &lock));
    }
    items--;
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

static void *produce(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&found_empty));
    MUST(pthread_mutex_lock(&lock));
    items++;
    MUST(pthread_cond_signal(&not_empty));
    MUST(pthread_mutex_unlock(&lock));
    MUST_SYS(sem_post(&signalled));
    return NULL;
}

int main(void)
{
    pthread_t consumer;
    pthread_t producer;
    demo_may_hang();
    MUST_SYS(sem_init(&found_empty, 0, 0));
    MUST_SYS(sem_init(&signalled, 0, 0));
    MUST(pthread_create(&consumer, NULL, consume, NULL));
    MUST(pthread_create(&producer, NULL, produce, NULL));
    MUST(pthread_join(consumer, NULL));
    MUST(pthread_join(producer, NULL));
    printf("%d items left\n", items);
    return 0;
}
