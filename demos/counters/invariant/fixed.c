/*
 * counters/invariant/fixed.c - one critical section per invariant.
 *
 * FIX     The auditor is called half-way through the move, as before, and has
 *         to wait until the sum is right again.
 * PYTHON  S4, Thread safety means temporary invalid states: with lock: a -=
 *         10; b += 10
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { TOTAL = 100 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t half_done;
static int a = TOTAL;
static int b;
static int audit;

static void *move(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    a -= 10;
    MUST_SYS(sem_post(&half_done));
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
    return NULL;
}

int main(void)
{
    pthread_t mover;
    pthread_t auditor;
    MUST_SYS(sem_init(&half_done, 0, 0));
    MUST(pthread_create(&mover, NULL, move, NULL));
    MUST(pthread_create(&auditor, NULL, add_up, NULL));
    MUST(pthread_join(mover, NULL));
    MUST(pthread_join(auditor, NULL));
    printf("the audit found %d of %d\n", audit, TOTAL);
    return audit == TOTAL ? 0 : 1;
}
