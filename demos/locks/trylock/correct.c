/*
 * locks/trylock/correct.c - the second lock is only tried.
 *
 * WHEN    Never: ba() does not wait for A while it holds B. It gives B back
 *         and starts again.
 * PYTHON  S2, Locks have their own problems: lock.acquire(blocking=False), and
 *         release what one has
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   false-alarm lock-order in ab and ba
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <sched.h>

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
    MUST_SYS(sem_post(&first_is_done));
    return NULL;
}

static void *ba(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&first_is_done));
    MUST(pthread_mutex_lock(&b));
    while (pthread_mutex_trylock(&a) != 0) {
        MUST(pthread_mutex_unlock(&b));
        sched_yield();
        MUST(pthread_mutex_lock(&b));
    }
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
    puts("both are through, as always");
    return 0;
}
