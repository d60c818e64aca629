/*
 * locks/nested_monitor/deadlock.c - waits with one lock too many.
 *
 * BUG     pthread_cond_wait gives back `inner`. take() holds `outer` too, and
 *         keeps it; put() needs it to reach the signal.
 * WHEN    The taker comes first; forced here. There is one order of locks.
 * FIX     Wait with the condition's own mutex, and no other.
 * PYTHON  S1, Nested monitors: with outer: with condition: condition.wait()
 * TOOLS   DRD is asked who holds a lock for more than 100 ms. It tells at the
 *         unlock, and here there is none: see nested_timeout.
 *
 * flags drd         --exclusive-threshold=100
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   reports exit-holding in take
 * expect drd        hangs
 * expect lockcheck  reports nested-monitor in take and put
 */
#include "../../common/demo.h"

static pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t inner = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static sem_t taker_is_inside;
static int items;

static void *take(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&outer));
    MUST(pthread_mutex_lock(&inner));
    MUST_SYS(sem_post(&taker_is_inside));
    while (items == 0) {
        MUST(pthread_cond_wait(&filled, &inner));
    }
    items--;
    MUST(pthread_mutex_unlock(&inner));
    MUST(pthread_mutex_unlock(&outer));
    return NULL;
}

static void *put(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&taker_is_inside));
    MUST(pthread_mutex_lock(&outer));
    MUST(pthread_mutex_lock(&inner));
    items++;
    MUST(pthread_cond_signal(&filled));
    MUST(pthread_mutex_unlock(&inner));
    MUST(pthread_mutex_unlock(&outer));
    return NULL;
}

int main(void)
{
    pthread_t taker;
    pthread_t putter;
    demo_may_hang();
    MUST_SYS(sem_init(&taker_is_inside, 0, 0));
    MUST(pthread_create(&taker, NULL, take, NULL));
    MUST(pthread_create(&putter, NULL, put, NULL));
    MUST(pthread_join(taker, NULL));
    MUST(pthread_join(putter, NULL));
    printf("%d items left\n", items);
    return items == 0 ? 0 : 1;
}
