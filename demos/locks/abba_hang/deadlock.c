/*
 * locks/abba_hang/deadlock.c - the same two orders, met.         Cure: fixed.c
 *
 * BUG     As in abba: A then B, B then A.
 * WHEN    Both threads have their first lock; forced by a meeting here. Now
 *         each waits for the other, for ever.
 * FIX     One order for everyone.
 * PYTHON  S2, Locks have their own problems: the twin, locks/twin.py, hangs
 *         the same way
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   reports exit-holding in ab and ba
 * expect drd        hangs
 * expect lockcheck  reports deadlock in ab and ba
 */
#include "../../common/demo.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t meeting;

static void *ab(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&a));
    demo_meet(&meeting);
    MUST(pthread_mutex_lock(&b));
    MUST(pthread_mutex_unlock(&b));
    MUST(pthread_mutex_unlock(&a));
    return NULL;
}

static void *ba(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&b));
    demo_meet(&meeting);
    MUST(pthread_mutex_lock(&a));
    MUST(pthread_mutex_unlock(&a));
    MUST(pthread_mutex_unlock(&b));
    return NULL;
}

int main(void)
{
    pthread_t first;
    pthread_t second;
    demo_may_hang();
    MUST(pthread_barrier_init(&meeting, NULL, 2));
    MUST(pthread_create(&first, NULL, ab, NULL));
    MUST(pthread_create(&second, NULL, ba, NULL));
    MUST(pthread_join(first, NULL));
    MUST(pthread_join(second, NULL));
    puts("both are through");
    return 0;
}
