/*
 * producer-consumer/shutdown/buggy.c - one is told, all should go.
 *
 * BUG     Closing concerns every waiter, and signal wakes one. The other
 *         consumer waits for ever, and the join with it.
 * WHEN    More than one consumer waits. With one consumer, in the test, all is
 *         well.
 * FIX     Broadcast what concerns all.
 * PYTHON  S2 S4, Shutdown of a queue: one None in the queue for two workers
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   hangs
 * expect drd        hangs
 * expect lockcheck  reports global-deadlock in consume
 */
#include "../../common/demo.h"

enum { CONSUMERS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static sem_t waiting;
static int closed;

/* Waits for items that do not come any more. */
static void *consume(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    while (!closed) {
        MUST_SYS(sem_post(&waiting));
        MUST(pthread_cond_wait(&changed, &lock));
    }
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

static void close_queue(void)
{
    MUST(pthread_mutex_lock(&lock));
    closed = 1;
    MUST(pthread_cond_signal(&changed));
    MUST(pthread_mutex_unlock(&lock));
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
    close_queue();
    for (int i = 0; i < CONSUMERS; i++) {
        MUST(pthread_join(consumers[i], NULL));
    }
    puts("all consumers went home");
    return 0;
}
