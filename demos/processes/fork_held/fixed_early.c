/*
 * processes/fork_held/fixed_early.c - fork first, threads later.
 *
 * FIX     A child made before there were threads inherits no locked lock.
 * PYTHON  S0 S2, Mixing threads and processes: a pool that is started first, or
 *         the forkserver start method
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <signal.h>
#include <sys/wait.h>

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t held;
static sem_t may_release;

static void log_line(const char *text)
{
    MUST(pthread_mutex_lock(&log_lock));
    puts(text);
    MUST(pthread_mutex_unlock(&log_lock));
}

/* A thread in the middle of a long log line. */
static void *log_slowly(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&log_lock));
    MUST_SYS(sem_post(&held));
    MUST_SYS(sem_wait(&may_release));
    MUST(pthread_mutex_unlock(&log_lock));
    return NULL;
}

static pid_t start_child(void)
{
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        demo_may_hang();
        log_line("hello from the child");
        exit(0);
    }
    return child;
}

int main(void)
{
    pthread_t thread;
    int status;
    MUST_SYS(sem_init(&held, 0, 0));
    MUST_SYS(sem_init(&may_release, 0, 0));
    pid_t child = start_child();
    MUST(pthread_create(&thread, NULL, log_slowly, NULL));
    MUST_SYS(sem_wait(&held));
    MUST_SYS(sem_post(&may_release));
    MUST(pthread_join(thread, NULL));
    log_line("hello from the parent");
    MUST_SYS(waitpid(child, &status, 0));
    /* If it hung: end as it did. */
    return WIFSIGNALED(status) ? raise(WTERMSIG(status)) : WEXITSTATUS(status);
}
