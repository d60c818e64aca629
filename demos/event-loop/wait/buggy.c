/*
 * event-loop/wait/buggy.c - the first one wins, the other is forgotten.
 * Cure: fixed.c
 *
 * BUG     Two servers are asked, the first answer counts. The other thread
 *         still waits, with its connection open, and nobody has its handle any
 *         more.
 * WHEN    Always: one of two is slower.
 * FIX     Cancel the rest, and join it.
 * PYTHON  S1, asyncio.wait: FIRST_COMPLETED, and the pending set thrown away
 *
 * flags lockcheck   fail_on=thread-leak
 * expect plain      wrong
 * expect tsan-gcc   misses thread-leak
 * expect tsan-clang misses thread-leak
 * expect helgrind   misses thread-leak
 * expect drd        misses thread-leak
 * expect lockcheck  reports thread-leak in -
 */
#include "../../common/demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int open_connections = 2; /* under the lock */
static sem_t asked;
static sem_t answered;
static sem_t stop;

static void close_connection(void)
{
    MUST(pthread_mutex_lock(&lock));
    open_connections--;
    MUST(pthread_mutex_unlock(&lock));
}

static void *ask_fast_server(void *unused)
{
    (void)unused;
    close_connection();
    MUST_SYS(sem_post(&answered));
    return NULL;
}

/* Its answer would come tomorrow. It waits for that, or to be stopped. */
static void *ask_slow_server(void *unused)
{
    (void)unused;
    MUST_SYS(sem_post(&asked));
    MUST_SYS(sem_wait(&stop));
    close_connection();
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    MUST_SYS(sem_init(&asked, 0, 0));
    MUST_SYS(sem_init(&answered, 0, 0));
    MUST_SYS(sem_init(&stop, 0, 0));
    MUST(pthread_create(&threads[0], NULL, ask_slow_server, NULL));
    MUST(pthread_create(&threads[1], NULL, ask_fast_server, NULL));
    MUST_SYS(sem_wait(&asked));
    MUST_SYS(sem_wait(&answered));
    MUST(pthread_join(threads[1], NULL));
    MUST(pthread_mutex_lock(&lock));
    int left = open_connections;
    MUST(pthread_mutex_unlock(&lock));
    printf("got an answer, %d connection(s) still open\n", left);
    return left == 0 ? 0 : 1;
}
