/*
 * locks/rw_abba/deadlock_write.c - write one, write the other.   Cure: fixed.c
 *
 * BUG     As with two mutexes: a read-write lock that is only written is one.
 * WHEN    Both hold their first lock.
 * FIX     One order.
 * PYTHON  S1, Read-write locks: not in the standard library
 *
 * expect plain      ok
 * expect tsan-gcc   reports lock-order in ab and ba
 * expect tsan-clang reports lock-order in ab and ba
 * expect helgrind   reports lock-order in ab and ba
 * expect drd        misses lock-order
 * expect lockcheck  reports lock-order in ab and ba
 */
#include "../../common/demo.h"

static pthread_rwlock_t a = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t b = PTHREAD_RWLOCK_INITIALIZER;
static sem_t first_is_done; /* stands for luck: they do not meet */

static void *ab(void *unused)
{
    (void)unused;
    MUST(pthread_rwlock_wrlock(&a));
    MUST(pthread_rwlock_wrlock(&b));
    MUST(pthread_rwlock_unlock(&b));
    MUST(pthread_rwlock_unlock(&a));
    MUST_SYS(sem_post(&first_is_done));
    return NULL;
}

static void *ba(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&first_is_done));
    MUST(pthread_rwlock_wrlock(&b));
    MUST(pthread_rwlock_wrlock(&a));
    MUST(pthread_rwlock_unlock(&a));
    MUST(pthread_rwlock_unlock(&b));
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
