/*
 * locks/nested_monitor/fixed.c - one lock around the wait.
 *
 * FIX     What needs both locks is done before; the wait holds `inner` alone.
 * PYTHON  S1, Nested monitors: with condition: condition.wait()
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
    MUST(pthread_mutex_lock(&inner));
    MUST_SYS(sem_post(&taker_is_inside));
    while (items == 0) {
        MUST(pthread_cond_wait(&filled, &inner));
    }
    items--;
    MUST(pthread_mutex_unlock(&inner));
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
