/*
 * signalling/done_not_joined/buggy.c - done, and never joined.   Cure: fixed.c
 *
 * BUG     The thread says that it is done, and that is taken for its end. What
 *         pthread_create has given it, its stack first of all, is kept until
 *         somebody joins it.
 * WHEN    Every request. After some thousand, pthread_create fails with
 *         EAGAIN. And "done" comes before the end: the two may overlap.
 * FIX     Join, or create it detached.
 * PYTHON  S2 S4, Joining all threads: nothing leaks there, but the thread is
 *         still at work after its last put()
 *
 * flags lockcheck   fail_on=thread-leak
 * expect plain      ok
 * expect tsan-gcc   reports thread-leak in -
 * expect tsan-clang reports thread-leak in -
 * expect helgrind   misses thread-leak
 * expect drd        misses thread-leak
 * expect lockcheck  reports thread-leak in -
 */
#include "../../common/demo.h"

#include <signal.h>

enum { REQUESTS = 3 };

static sem_t done;
static int answers; /* the server's thread writes, then posts `done` */
static pid_t server;

static void *serve(void *unused)
{
    server = gettid();
    answers++;
    MUST_SYS(sem_post(&done));
    return unused;
}

/* Until the kernel has no such thread any more: seen, not joined. */
static void wait_until_gone(pid_t thread)
{
    while (tgkill(getpid(), thread, 0) == 0) {
    }
}

int main(void)
{
    pthread_t thread;
    MUST_SYS(sem_init(&done, 0, 0));
    for (int i = 0; i < REQUESTS; i++) {
        MUST(pthread_create(&thread, NULL, serve, NULL));
        MUST_SYS(sem_wait(&done));
        wait_until_gone(server);
    }
    printf("%d answers\n", answers);
    return answers == REQUESTS ? 0 : 1;
}
