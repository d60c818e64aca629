/*
 * signalling/destroy_awaited/deadlock.c - taken down under a waiter.
 * Cure: fixed.c
 *
 * BUG     The condition is destroyed while a thread waits at it. glibc waits
 *         in the call until the waiter has gone; it would be told only after.
 * WHEN    Somebody still waits; forced here.
 * FIX     Tell, join, then destroy.
 * PYTHON  S1 S2, Condition: it is there as long as somebody waits at it
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   reports cond-destroy-waited in main
 * expect drd        hangs
 * expect lockcheck  reports destroy-awaited in main and wait_for_end
 */
#include "../../common/demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static sem_t waiting;
static int over;

static void *wait_for_end(void *unused)
{
    MUST(pthread_mutex_lock(&lock));
    MUST_SYS(sem_post(&waiting));
    while (!over) {
        MUST(pthread_cond_wait(&changed, &lock));
    }
    MUST(pthread_mutex_unlock(&lock));
    return unused;
}

static void tell_and_join(pthread_t waiter)
{
    MUST(pthread_mutex_lock(&lock));
    over = 1;
    MUST(pthread_cond_broadcast(&changed));
    MUST(pthread_mutex_unlock(&lock));
    MUST(pthread_join(waiter, NULL));
}

int main(void)
{
    pthread_t waiter;
    demo_may_hang();
    MUST_SYS(sem_init(&waiting, 0, 0));
    MUST(pthread_cond_init(&changed, NULL));
    MUST(pthread_create(&waiter, NULL, wait_for_end, NULL));
    MUST_SYS(sem_wait(&waiting));
    MUST(pthread_mutex_lock(&lock)); /* the waiter has let go of it: waits */
    MUST(pthread_mutex_unlock(&lock));
    MUST(pthread_cond_destroy(&changed));
    tell_and_join(waiter);
    puts("all gone");
    return 0;
}
