/*
 * processes/fork_held/fixed.c - the log knows about fork.
 *
 * FIX     The owner of the lock has three handlers: fork happens while the
 *         forking thread itself holds it, and both sides let go of it.
 * PYTHON  S0 S2, Mixing threads and processes: os.register_at_fork
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
    MUST_SYS(sem_wait(&may_release)); /* still there at fork */
    return NULL;
}

static void before_fork(void)
{
    MUST_SYS(sem_post(&may_release));
    MUST(pthread_mutex_lock(&log_lock));
}

static void after_fork(void)
{
    MUST(pthread_mutex_unlock(&log_lock));
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
    MUST(pthread_atfork(before_fork, after_fork, after_fork));
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
