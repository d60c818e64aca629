/*
 * locks/nested_timeout/fixed.c - one lock around the wait.
 *
 * FIX     What needs both locks is done before; the wait holds `inner` alone.
 * PYTHON  S1, Nested monitors: with condition: condition.wait(timeout=1)
 *
 * flags drd         --exclusive-threshold=100
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
    MUST(pthread_mutex_lock(&inner));
    MUST_SYS(sem_post(&taker_is_inside));
    while (items == 0 && error == 0) {
        error = pthread_cond_timedwait(&filled, &inner, &end);
    }
    items -= error == 0;
    MUST(pthread_mutex_unlock(&inner));
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
