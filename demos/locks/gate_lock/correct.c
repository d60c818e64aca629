/*
 * locks/gate_lock/correct.c - two orders behind one gate.
 *
 * WHEN    Never: whoever wants A and B, in whatever order, holds the gate. Two
 *         orders of two locks, and no deadlock: a graph of locks sees a ring,
 *         the gate is not in it.
 * PYTHON  S2, Locks have their own problems: one big lock around both: safe,
 *         whatever the order inside
 *
 * expect plain      ok
 * expect tsan-gcc   false-alarm lock-order in ab and ba
 * expect tsan-clang false-alarm lock-order in ab and ba
 * expect helgrind   false-alarm lock-order in ab and ba
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static sem_t first_is_done;

static void *ab(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&gate));
    MUST(pthread_mutex_lock(&a));
    MUST(pthread_mutex_lock(&b));
    MUST(pthread_mutex_unlock(&b));
    MUST(pthread_mutex_unlock(&a));
    MUST(pthread_mutex_unlock(&gate));
    MUST_SYS(sem_post(&first_is_done));
    return NULL;
}

static void *ba(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&first_is_done));
    MUST(pthread_mutex_lock(&gate));
    MUST(pthread_mutex_lock(&b));
    MUST(pthread_mutex_lock(&a));
    MUST(pthread_mutex_unlock(&a));
    MUST(pthread_mutex_unlock(&b));
    MUST(pthread_mutex_unlock(&gate));
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
