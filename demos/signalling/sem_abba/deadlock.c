/*
 * signalling/sem_abba/deadlock.c - semaphores have orders too.   Cure: fixed.c
 *
 * BUG     Two semaphores that are used as locks, taken in two orders.
 * WHEN    Both between their two waits. Not in this run.
 * FIX     One order.
 * PYTHON  S1 S2, Semaphore, its count: threading.Lock is a semaphore under the
 *         hood in CPython 3.11
 *
 * flags lockcheck   show=all:fail_on=possible
 * expect plain      ok
 * expect tsan-gcc   misses lock-order
 * expect tsan-clang misses lock-order
 * expect helgrind   misses lock-order
 * expect drd        misses lock-order
 * expect lockcheck  reports lock-order in ab and ba
 */
#include "../../common/demo.h"

static sem_t a;
static sem_t b;
static sem_t first_is_done; /* stands for luck: they do not meet */

static void *ab(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&a));
    MUST_SYS(sem_wait(&b));
    MUST_SYS(sem_post(&b));
    MUST_SYS(sem_post(&a));
    MUST_SYS(sem_post(&first_is_done));
    return NULL;
}

static void *ba(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&first_is_done));
    MUST_SYS(sem_wait(&b));
    MUST_SYS(sem_wait(&a));
    MUST_SYS(sem_post(&a));
    MUST_SYS(sem_post(&b));
    return NULL;
}

int main(void)
{
    pthread_t first;
    pthread_t second;
    MUST_SYS(sem_init(&a, 0, 1));
    MUST_SYS(sem_init(&b, 0, 1));
    MUST_SYS(sem_init(&first_is_done, 0, 0));
    MUST(pthread_create(&first, NULL, ab, NULL));
    MUST(pthread_create(&second, NULL, ba, NULL));
    MUST(pthread_join(first, NULL));
    MUST(pthread_join(second, NULL));
    puts("survived: this time they did not meet");
    return 0;
}
