/*
 * producer-consumer/one_condition/fixed.c - a condition for each wait.
 *
 * FIX     A signal can only reach one who waits for just that.
 * PYTHON  S1 S2, Condition: two Condition objects on one Lock
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
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static sem_t waiting;
static int full; /* a queue with one slot */

static void put_locked(void)
{
    while (full) {
        MUST(pthread_cond_wait(&not_full, &lock));
    }
    full = 1;
    MUST(pthread_cond_signal(&not_empty));
}

static void take_locked(void)
{
    while (!full) {
        MUST_SYS(sem_post(&waiting));
        MUST(pthread_cond_wait(&not_empty, &lock));
    }
    full = 0;
    MUST(pthread_cond_signal(&not_full));
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
