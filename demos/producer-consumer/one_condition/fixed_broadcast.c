/*
 * producer-consumer/one_condition/fixed_broadcast.c - wake them all.
 *
 * FIX     Everybody wakes and looks for himself. Right, and the dearer the
 *         more there are.
 * PYTHON  S1 S2, Condition: notify_all()
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
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static sem_t waiting;
static int full; /* a queue with one slot */

static void put_locked(void)
{
    while (full) {
        MUST(pthread_cond_wait(&changed, &lock));
    }
    full = 1;
    MUST(pthread_cond_broadcast(&changed));
}

static void take_locked(void)
{
    while (!full) {
        MUST_SYS(sem_post(&waiting));
        MUST(pthread_cond_wait(&changed, &lock));
    }
    full = 0;
    MUST(pthread_cond_broadcast(&changed));
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
