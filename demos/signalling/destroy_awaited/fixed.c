/*
 * signalling/destroy_awaited/fixed.c - taken down when all have gone.
 *
 * FIX     Whoever was joined waits no more.
 * PYTHON  S1 S2, Condition: nothing to take down there
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
    tell_and_join(waiter);
    MUST(pthread_cond_destroy(&changed));
    puts("all gone");
    return 0;
}
