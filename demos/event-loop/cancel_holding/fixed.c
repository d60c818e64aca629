/*
 * event-loop/cancel_holding/fixed.c - unlocked on this way out, too.
 *
 * FIX     The handler runs when the thread is cancelled, and at the pop.
 * PYTHON  S1, Canceling tasks: async with lock
 * TOOLS   The handler runs while the thread is still inside of read(). clang's
 *         TSan passes over what is done in there, the unlock too.
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang false-alarm self-deadlock in main
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_mutex_t session = PTHREAD_MUTEX_INITIALIZER;
static sem_t asked;
static int server[2]; /* a pipe; nobody writes */

static void unlock(void *lock)
{
    MUST(pthread_mutex_unlock(lock));
}

/* Waits for an answer that does not come, at a cancellation point. */
static void *query(void *unused)
{
    char answer;
    MUST(pthread_mutex_lock(&session));
    pthread_cleanup_push(unlock, &session);
    MUST_SYS(sem_post(&asked));
    MUST_SYS(read(server[0], &answer, 1));
    pthread_cleanup_pop(1);
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
