/*
 * locks/abba/deadlock.c - two locks, two orders.                 Cure: fixed.c
 *
 * BUG     ab() takes A then B, ba() takes B then A.
 * WHEN    Both threads between their two lock calls: rare in a test run, and
 *         not in this one.
 * FIX     One order for everyone: A before B.
 * PYTHON  S2, Locks have their own problems: two threading.Lock, two orders
 *
 * expect plain      ok
 * expect tsan-gcc   reports lock-order in ab and ba
 * expect tsan-clang reports lock-order in ab and ba
 * expect helgrind   reports lock-order in ab and ba
 * expect drd        misses lock-order
 * expect lockcheck  reports lock-order in ab and ba
 */
#include "../../common/demo.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static sem_t first_is_done; /* stands for luck: they do not meet */

static void *ab(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&a));
    MUST(pthread_mutex_lock(&b));
    MUST(pthread_mutex_unlock(&b));
    MUST(pthread_mutex_unlock(&a));
    MUST_SYS(sem_post(&first_is_done));
    return NULL;
}

static void *ba(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&first_is_done));
    MUST(pthread_mutex_lock(&b));
    MUST(pthread_mutex_lock(&a));
    MUST(pthread_mutex_unlock(&a));
    MUST(pthread_mutex_unlock(&b));
    return NULL;
}

int main(void)
{
    pthread_t first;
    pthread_t second;
    MUST_SYS(sem_init(&first_is_done, 0, 0));
    MUST(pthread_create(&first, NULL, ab, NULL));
    MUST(pthread_create(&second, NULL, ba, NULL));
    MUST(pthread_join(first, NULL));
    MUST(pthread_join(second, NULL));
    puts("survived: this time they did not meet");
    return 0;
}
