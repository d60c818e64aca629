/*
 * signalling/done_not_joined/fixed.c - done, and joined.
 *
 * FIX     The join waits for the end and takes everything back.
 * PYTHON  S2 S4, Joining all threads: thread.join()
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
        MUST(pthread_join(thread, NULL));
        wait_until_gone(server);
    }
    printf("%d answers\n", answers);
    return answers == REQUESTS ? 0 : 1;
}
