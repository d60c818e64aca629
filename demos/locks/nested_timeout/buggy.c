/*
 * locks/nested_timeout/buggy.c - gives up, and never sees why.   Cure: fixed.c
 *
 * BUG     As in nested_monitor: put() needs `outer`, which take() keeps while
 *         it waits. Here take() gives up after a second, and put() comes too
 *         late. Nothing hangs; every second request fails.
 * WHEN    The taker comes first; forced here.
 * FIX     Wait with the condition's own mutex, and no other.
 * PYTHON  S1, Nested monitors: condition.wait(timeout=1) inside of with outer:
 *
 * flags drd         --exclusive-threshold=100
 * expect plain      wrong
 * expect tsan-gcc   misses nested-monitor
 * expect tsan-clang misses nested-monitor
 * expect helgrind   misses nested-monitor
 * expect drd        reports long-hold in take
 * expect lockcheck  reports nested-monitor in put and take
 */
#include "../../common/demo.h"

#include <time.h>

static pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t inner = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static sem_t taker_is_inside;
static int items;

static void *take(void *unused)
{
    struct timespec end;
    int error = 0;
    MUST_SYS(clock_gettime(CLOCK_REALTIME, &end));
    end.tv_sec += 1;
    MUST(pthread_mutex_lock(&outer));
    MUST(pthread_mutex_lock(&inner));
    MUST_SYS(sem_post(&taker_is_inside));
    while (items == 0 && error == 0) {
        error = pthread_cond_timedwait(&filled, &inner, &end);
    }
    items -= error == 0;
    MUST(pthread_mutex_unlock(&inner));
    MUST(pthread_mutex_unlock(&outer));
    return unused;
}

static void *put(void *unused)
{
    MUST_SYS(sem_wait(&taker_is_inside));
    MUST(pthread_mutex_lock(&outer));
    MUST(pthread_mutex_lock(&inner));
    items++;
    MUST(pthread_cond_signal(&filled));
    MUST(pthread_mutex_unlock(&inner));
    MUST(pthread_mutex_unlock(&outer));
    return unused;
}

int main(void)
{
    pthread_t taker;
    pthread_t putter;
    MUST_SYS(sem_init(&taker_is_inside, 0, 0));
    MUST(pthread_create(&taker, NULL, take, NULL));
    MUST(pthread_create(&putter, NULL, put, NULL));
    MUST(pthread_join(taker, NULL));
    MUST(pthread_join(putter, NULL));
    printf("%d items left\n", items);
    return items == 0 ? 0 : 1;
}
