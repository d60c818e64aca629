/*
 * signalling/lost_wakeup/buggy.c - a wait without a question.    Cure: fixed.c
 *
 * BUG     A condition is no event: it wakes who is waiting, and forgets. The
 *         waiter does not ask whether it has happened already.
 * WHEN    The signal is first; forced here.
 * FIX     while (!happened) wait.
 * PYTHON  S1 S2, Event: Condition.wait() without wait_for(); Event remembers
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   hangs
 * expect drd        hangs
 * expect lockcheck  reports global-deadlock in wait_for_it
 */
#include "../../common/demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t event = PTHREAD_COND_INITIALIZER;
static sem_t signalled;
static int happened;

static void *wait_for_it(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&signalled));
    MUST(pthread_mutex_lock(&lock));
    MUST(pthread_cond_wait(&event, &lock));
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

static void *make_it_happen(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    happened = 1;
    MUST(pthread_cond_signal(&event));
    MUST(pthread_mutex_unlock(&lock));
    MUST_SYS(sem_post(&signalled));
    return NULL;
}

int main(void)
{
    pthread_t waiter;
    pthread_t maker;
    demo_may_hang();
    MUST_SYS(sem_init(&signalled, 0, 0));
    MUST(pthread_create(&waiter, NULL, wait_for_it, NULL));
    MUST(pthread_create(&maker, NULL, make_it_happen, NULL));
    MUST(pthread_join(waiter, NULL));
    MUST(pthread_join(maker, NULL));
    printf("it happened: %d\n", happened);
    return 0;
}
