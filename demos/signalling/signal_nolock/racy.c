/*
 * signalling/signal_nolock/racy.c - told without the lock.       Cure: fixed.c
 *
 * BUG     Flag and signal come without the mutex. A waiter that has looked and
 *         not begun to wait misses both.
 * WHEN    Between the look and the wait. Not in this run, where the waiter
 *         waits already.
 * FIX     Change the flag under the mutex; signal there too.
 * PYTHON  S1 S2, Event: Condition.notify() without the lock raises
 *         RuntimeError
 *
 * flags lockcheck   fail_on=signal-not-held
 * expect plain      ok
 * expect tsan-gcc   reports data-race in announce and wait_for_it
 * expect tsan-clang reports data-race in announce and wait_for_it
 * expect helgrind   reports cond-not-held in announce
 * expect drd        reports cond-not-held in announce, data-race in wait_for_it
 * expect lockcheck  reports signal-not-held in announce
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
    ready = 1;
    MUST(pthread_cond_signal(&changed));
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
