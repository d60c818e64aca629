/*
 * locks/abba_hang/fixed.c - one order, however they meet.
 *
 * FIX     Both take A first. They meet before that: nobody can hold the first
 *         lock of the other one.
 * PYTHON  S2, Locks have their own problems: sort the locks, take them in that
 *         order
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t meeting;

static void *ab(void *unused)
{
    (void)unused;
    demo_meet(&meeting);
    MUST(pthread_mutex_lock(&a));
    MUST(pthread_mutex_lock(&b));
    MUST(pthread_mutex_unlock(&b));
    MUST(pthread_mutex_unlock(&a));
    return NULL;
}

static void *ba(void *unused)
{
    (void)unused;
    demo_meet(&meeting);
    MUST(pthread_mutex_lock(&a));
    MUST(pthread_mutex_lock(&b));
    MUST(pthread_mutex_unlock(&b));
    MUST(pthread_mutex_unlock(&a));
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
