/*
 * event-loop/cancel_holding/buggy.c - cancelled, and its lock with it.
 * Cure: fixed.c
 *
 * BUG     A task that waits in a thread of its own is given up: pthread_cancel
 *         ends the thread where it waits, in its critical section. Nobody can
 *         unlock any more.
 * WHEN    The cancellation comes between lock and unlock. Forced here.
 * FIX     A cleanup handler that unlocks: cancelled is a way out, too.
 * PYTHON  S1, Canceling tasks: an await between lock.acquire() and
 *         lock.release(), without try and finally
 *
 * expect plain      wrong
 * expect tsan-gcc   misses exit-holding
 * expect tsan-clang misses exit-holding
 * expect helgrind   reports exit-holding in -
 * expect drd        reports exit-holding in main
 * expect lockcheck  reports exit-holding in query
 */
#include "../../common/demo.h"

static pthread_mutex_t session = PTHREAD_MUTEX_INITIALIZER;
static sem_t asked;
static int server[2]; /* a pipe; nobody writes */

/* Waits for an answer that does not come, at a cancellation point. */
static void *query(void *unused)
{
    char answer;
    MUST(pthread_mutex_lock(&session));
    MUST_SYS(sem_post(&asked));
    MUST_SYS(read(server[0], &answer, 1));
    MUST(pthread_mutex_unlock(&session));
    return unused;
}

int main(void)
{
    pthread_t task;
    void *end;
    MUST_SYS(sem_init(&asked, 0, 0));
    MUST_SYS(pipe(server));
    MUST(pthread_create(&task, NULL, query, NULL));
    MUST_SYS(sem_wait(&asked));
    MUST(pthread_cancel(task));
    MUST(pthread_join(task, &end));
    int error = pthread_mutex_trylock(&session); /* lock would wait for ever */
    printf("the task was %s, its lock is %s\n",
           end == PTHREAD_CANCELED ? "cancelled" : "done",
           error == 0 ? "free" : "held by nobody");
    if (error == 0) {
        MUST(pthread_mutex_unlock(&session));
    }
    return error == 0 ? 0 : 1;
}
