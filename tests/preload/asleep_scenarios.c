/*
 * Threads that sleep in ways the library knows nothing of, as std::atomic does, in
 * processes where nobody is left to wake them; and the neighbours, whom somebody wakes late.
 */
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

#include "preload/asleep.h"
#include "preload/scenario.h"

enum { LATE_MS = 3500 }; /* later than who looks from outside would tell */

static atomic_int s_done;
static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;

static void sleep_on(atomic_int *word, int operation, const struct timespec *limit)
{
    while (atomic_load(word) == 0 && !(limit && atomic_load(&s_done))) {
        if (syscall(SYS_futex, word, operation, 0, limit, NULL, 0) != 0 && limit) {
            return;
        }
    }
}

static void wait_until_done(void)
{
    sleep_on(&s_done, FUTEX_WAIT_PRIVATE, NULL);
}

static void be_done(void)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    atomic_store(&s_done, 1);
    (void)syscall(SYS_futex, &s_done, FUTEX_WAKE_PRIVATE, 100, NULL, NULL, 0);
    CHECK(pthread_cond_broadcast(&s_cond));
    CHECK(pthread_mutex_unlock(&s_mutex));
}

/* A worker of the kind that the library knows. */
static void *wait_for_work(void *unused)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    while (!atomic_load(&s_done)) {
        CHECK(pthread_cond_wait(&s_cond, &s_mutex));
    }
    CHECK(pthread_mutex_unlock(&s_mutex));
    return unused;
}

static void with_worker(void (*main_thread)(void))
{
    pthread_t worker;
    CHECK(pthread_create(&worker, NULL, wait_for_work, NULL));
    main_thread();
    CHECK(pthread_join(worker, NULL));
}

static void nobody_is_left(void)
{
    with_worker(wait_until_done);
}

static void sleep_until_late(void)
{
    static atomic_int s_nobody;
    const struct timespec late = {LATE_MS / 1000, LATE_MS % 1000 * 1000000L};
    sleep_on(&s_nobody, FUTEX_WAIT_PRIVATE, &late);
    be_done();
}

static void a_deadline_comes(void)
{
    with_worker(sleep_until_late);
}

static void *poll_until_late(void *unused)
{
    (void)poll(NULL, 0, LATE_MS);
    be_done();
    return unused;
}

static void another_polls(void)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, poll_until_late, NULL));
    with_worker(wait_until_done);
    CHECK(pthread_join(thread, NULL));
}

static void wake_in_handler(int signal)
{
    (void)signal;
    atomic_store(&s_done, 1);
}

static void a_handler_wakes(void)
{
    const struct itimerval late = {.it_value = {LATE_MS / 1000, LATE_MS % 1000 * 1000L}};
    struct sigaction action = {.sa_handler = wake_in_handler};
    EXPECT(sigemptyset(&action.sa_mask) == 0 && sigaction(SIGALRM, &action, NULL) == 0);
    EXPECT(setitimer(ITIMER_REAL, &late, NULL) == 0);
    wait_until_done();
    EXPECT(alarm(60) == 0);
}

static atomic_int *s_shared;

static void share(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(page != MAP_FAILED);
    s_shared = page;
}

static void wait_for_child(void)
{
    sleep_on(s_shared, FUTEX_WAIT, NULL);
    be_done();
}

static void a_child_wakes(void)
{
    share();
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        (void)poll(NULL, 0, LATE_MS);
        atomic_store(s_shared, 1);
        (void)syscall(SYS_futex, s_shared, FUTEX_WAKE, 1, NULL, NULL, 0);
        _exit(0);
    }
    with_worker(wait_for_child);
    EXPECT(waitpid(child, NULL, 0) == child);
}

/* Whether it would sleep on nobody can say of a process that is stopped. */
static void it_is_stopped(void)
{
    share();
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        CHECK(pthread_mutex_unlock(&s_mutex)); /* a finding, so that there is a trace */
        atomic_store(s_shared, 1);
        wait_until_done();
    }
    while (atomic_load(s_shared) == 0 || !is_asleep(child)) {
        (void)poll(NULL, 0, 1);
    }
    EXPECT(kill(child, SIGSTOP) == 0);
    (void)poll(NULL, 0, LATE_MS);
    EXPECT(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
}

#define SCENARIO(name) \
    {                  \
#name, name    \
    }

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        SCENARIO(nobody_is_left),
        SCENARIO(a_deadline_comes),
        SCENARIO(another_polls),
        SCENARIO(a_handler_wakes),
        SCENARIO(a_child_wakes),
        SCENARIO(it_is_stopped),
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
