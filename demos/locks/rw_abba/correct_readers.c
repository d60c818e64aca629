/*
 * locks/rw_abba/correct_readers.c - two orders, and nobody writes.
 *
 * WHEN    Never: readers of glibc's default lock do not wait for each other,
 *         in whatever order. With a lock that prefers writers, and a writer,
 *         they would.
 * PYTHON  S1, Read-write locks: not in the standard library
 *
 * expect plain      ok
 * expect tsan-gcc   false-alarm lock-order in ab and ba
 * expect tsan-clang false-alarm lock-order in ab and ba
 * expect helgrind   false-alarm lock-order in ab and ba
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_rwlock_t a = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t b = PTHREAD_RWLOCK_INITIALIZER;
static sem_t first_is_done;

static void *ab(void *unused)
{
    (void)unused;
    MUST(pthread_rwlock_rdlock(&a));
    MUST(pthread_rwlock_rdlock(&b));
    MUST(pthread_rwlock_unlock(&b));
    MUST(pthread_rwlock_unlock(&a));
    MUST_SYS(sem_post(&first_is_done));
    return NULL;
}

static void *ba(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&first_is_done));
    MUST(pthread_rwlock_rdlock(&b));
    MUST(pthread_rwlock_rdlock(&a));
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
    puts("both are through, as always");
    return 0;
}
