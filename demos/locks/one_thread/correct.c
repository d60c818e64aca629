/*
 * locks/one_thread/correct.c - both orders, one thread.
 *
 * WHEN    Never: the second thread takes no locks at all, and nobody waits for
 *         himself in ab() or ba(). Worth a note before a second thread comes,
 *         not an alarm.
 * PYTHON  S2, Locks have their own problems: two orders in one thread hang
 *         nobody
 *
 * expect plain      ok
 * expect tsan-gcc   false-alarm lock-order in ab and ba
 * expect tsan-clang false-alarm lock-order in ab and ba
 * expect helgrind   false-alarm lock-order in ab and ba
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static sem_t first_is_done;

static void *ab(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&a));
    MUST(pthread_mutex_lock(&b));
    MUST(pthread_mutex_unlock(&b));
    MUST(pthread_mutex_unlock(&a));
    return NULL;
}

static void *ba(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&b));
    MUST(pthread_mutex_lock(&a));
    MUST(pthread_mutex_unlock(&a));
    MUST(pthread_mutex_unlock(&b));
    return NULL;
}

static void *both(void *unused)
{
    ab(unused);
    ba(unused);
    MUST_SYS(sem_post(&first_is_done));
    return NULL;
}

static void *look_on(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&first_is_done));
    return NULL;
}

int main(void)
{
    pthread_t first;
    pthread_t second;
    MUST_SYS(sem_init(&first_is_done, 0, 0));
    MUST(pthread_create(&first, NULL, both, NULL));
    MUST(pthread_create(&second, NULL, look_on, NULL));
    MUST(pthread_join(first, NULL));
    MUST(pthread_join(second, NULL));
    puts("both are through, as always");
    return 0;
}
