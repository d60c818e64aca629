/*
 * signalling/signal_nolock/fixed.c - flag and signal under the mutex.
 *
 * FIX     Who has looked and does not wait yet holds the mutex: nothing can
 *         come between.
 * PYTHON  S1 S2, Event: with condition: ready = True; condition.notify()
 *
 * flags lockcheck   fail_on=signal-not-held
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static sem_t waiting;
static int ready;

static void *wait_for_it(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    MUST_SYS(sem_post(&waiting));
    while (!ready) {
        MUST(pthread_cond_wait(&changed, &lock));
    }
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

static void announce(void)
{
    MUST(pthread_mutex_lock(&lock));
    ready = 1;
    MUST(pthread_cond_signal(&changed));
    MUST(pthread_mutex_unlock(&lock));
}

int main(void)
{
    pthread_t waiter;
    demo_may_hang();
    MUST_SYS(sem_init(&waiting, 0, 0));
    MUST(pthread_create(&waiter, NULL, wait_for_it, NULL));
    MUST_SYS(sem_wait(&waiting));
    MUST(pthread_mutex_lock(&lock)); /* the waiter has let go of it: waits */
    MUST(pthread_mutex_unlock(&lock));
    announce();
    MUST(pthread_join(waiter, NULL));
    puts("announced and heard");
    return 0;
}
