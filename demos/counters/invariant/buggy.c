/*
 * counters/invariant/buggy.c - money on the way is nowhere.      Cure: fixed.c
 *
 * BUG     Each access is locked, so there is no data race. But the move is two
 *         critical sections, and between them 10 are missing.
 * WHEN    When the auditor gets the lock between the two; forced here.
 * FIX     One critical section for one invariant: a + b == 100.
 * PYTHON  S4, Thread safety means temporary invalid states: with lock: a -=
 *         10, then with lock: b += 10
 *
 * expect plain      wrong
 * expect tsan-gcc   misses atomicity
 * expect tsan-clang misses atomicity
 * expect helgrind   misses atomicity
 * expect drd        misses atomicity
 * expect lockcheck  misses atomicity
 */
#include "../../common/demo.h"

enum { TOTAL = 100 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t half_done;
static sem_t audited;
static int a = TOTAL;
static int b;
static int audit;

static void *move(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    a -= 10;
    MUST(pthread_mutex_unlock(&lock));
    MUST_SYS(sem_post(&half_done));
    MUST_SYS(sem_wait(&audited));
    MUST(pthread_mutex_lock(&lock));
    b += 10;
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

static void *add_up(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&half_done));
    MUST(pthread_mutex_lock(&lock));
    audit = a + b;
    MUST(pthread_mutex_unlock(&lock));
    MUST_SYS(sem_post(&audited));
    return NULL;
}

int main(void)
{
    pthread_t mover;
    pthread_t auditor;
    MUST_SYS(sem_init(&half_done, 0, 0));
    MUST_SYS(sem_init(&audited, 0, 0));
    MUST(pthread_create(&mover, NULL, move, NULL));
    MUST(pthread_create(&auditor, NULL, add_up, NULL));
    MUST(pthread_join(mover, NULL));
    MUST(pthread_join(auditor, NULL));
    printf("the audit found %d of %d\n", audit, TOTAL);
    return audit == TOTAL ? 0 : 1;
}
