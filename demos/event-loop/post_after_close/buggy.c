/*
 * event-loop/post_after_close/buggy.c - a call to a loop that is closed.
 * Cures: fixed.c, fixed_refused.c
 *
 * BUG     The loop is closed, its inbox's lock destroyed, and a late worker
 *         posts to it. glibc marks what it destroys, and the lock fails; where
 *         nobody looks at that, the inbox is changed without a lock.
 * WHEN    A worker outlives the loop. Forced here.
 * FIX     Close it when nobody is left who could call, or let the inbox live on
 *         and say no.
 * PYTHON  S0 S4, asyncio.run: loop.close(), then call_soon_threadsafe:
 *         RuntimeError, Event loop is closed
 *
 * expect plain      wrong
 * expect tsan-gcc   reports mutex-invalid in call_soon_threadsafe
 * expect tsan-clang reports mutex-invalid in call_soon_threadsafe
 * expect helgrind   reports api-error in call_soon_threadsafe
 * expect drd        misses mutex-invalid
 * expect lockcheck  reports not-initialised in call_soon_threadsafe
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
    MUST(pthread_mutex_destroy(&loop.inbox_lock));
    MUST_SYS(sem_post(&may_answer));
    MUST(pthread_join(worker, NULL));
    return loop.inbox == 1 || is_refused ? 0 : 1;
}
