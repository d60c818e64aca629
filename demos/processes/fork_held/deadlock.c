/*
 * processes/fork_held/deadlock.c - the child inherits a locked lock.
 * Cure: fixed.c
 *
 * BUG     fork copies the memory, the locked mutex in it too, and one thread:
 *         the caller. The thread that would unlock the copy does not exist in
 *         the child.
 * WHEN    Any other thread holds any lock at fork: the log's, malloc's own
 *         (that one glibc repairs), a library's. Forced here.
 * FIX     pthread_atfork (fixed.c), fork before there are threads
 *         (fixed_early.c), or nothing but exec in the child (fixed_spawn.c).
 * PYTHON  S0 S2, Mixing threads and processes: the fork start method; since
 *         3.12 it warns, and in 3.14 it is no longer the default
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   hangs
 * expect drd        hangs
 * expect lockcheck  reports fork-holding in log_line and log_slowly
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
    MUST(pthread_create(&thread, NULL, log_slowly, NULL));
    MUST_SYS(sem_wait(&held));
    pid_t child = start_child();
    MUST_SYS(sem_post(&may_release));
    MUST(pthread_join(thread, NULL));
    log_line("hello from the parent");
    MUST_SYS(waitpid(child, &status, 0));
    /* If it hung: end as it did. */
    return WIFSIGNALED(status) ? raise(WTERMSIG(status)) : WEXITSTATUS(status);
}
