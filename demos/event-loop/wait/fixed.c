/*
 * event-loop/wait/fixed.c - the rest is cancelled and joined.
 *
 * FIX     Ask it to stop, wait until it has: then its connection is closed.
 * PYTHON  S1, asyncio.wait: for task in pending: task.cancel(), then await them
 *
 * flags lockcheck   fail_on=thread-leak
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
    MUST_SYS(sem_post(&stop));
    MUST(pthread_join(threads[0], NULL));
    MUST(pthread_mutex_lock(&lock));
    int left = open_connections;
    MUST(pthread_mutex_unlock(&lock));
    printf("got an answer, %d connection(s) still open\n", left);
    return left == 0 ? 0 : 1;
}
