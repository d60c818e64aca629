/*
 * event-loop/post_after_close/fixed.c - closed when the last caller has ended.
 *
 * FIX     Join the workers, then close.
 * PYTHON  S0 S4, asyncio.run: waits for the threads of its executor, then
 *         closes
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <stdbool.h>

/* What a loop shows to other threads. */
struct loop {
    pthread_mutex_t inbox_lock;
    int inbox; /* calls to be made, under the lock */
};

static struct loop loop;
static sem_t may_answer;
static bool is_refused;

/* 0, or an error number: the call will not be made. */
static int call_soon_threadsafe(void)
{
    int error = pthread_mutex_lock(&loop.inbox_lock);
    if (error == 0) {
        loop.inbox++;
        MUST(pthread_mutex_unlock(&loop.inbox_lock));
    }
    return error;
}

static void *work(void *unused)
{
    MUST_SYS(sem_wait(&may_answer));
    int error = call_soon_threadsafe();
    printf("the worker's answer: %s\n", strerror(error));
    is_refused = error == ECANCELED;
    return unused;
}

int main(void)
{
    pthread_t worker;
    MUST_SYS(sem_init(&may_answer, 0, 0));
    MUST(pthread_mutex_init(&loop.inbox_lock, NULL));
    MUST(pthread_create(&worker, NULL, work, NULL));
    MUST_SYS(sem_post(&may_answer));
    MUST(pthread_join(worker, NULL));
    MUST(pthread_mutex_destroy(&loop.inbox_lock));
    return loop.inbox == 1 || is_refused ? 0 : 1;
}
