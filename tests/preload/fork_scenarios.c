/* fork in a threaded program: locks that another thread holds stay held in the child. */
#include <sys/wait.h>

#include "preload/scenario.h"

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_own = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t s_rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t s_turn;

static void lock(void)
{
    CHECK(pthread_mutex_lock(&s_mutex));
}

static void unlock(void)
{
    CHECK(pthread_mutex_unlock(&s_mutex));
}

static void take_turn_at_barrier(void)
{
    (void)pthread_barrier_wait(&s_turn);
}

static void *hold_both_over_fork(void *unused)
{
    lock();
    CHECK(pthread_rwlock_wrlock(&s_rwlock));
    take_turn_at_barrier();
    take_turn_at_barrier();
    CHECK(pthread_rwlock_unlock(&s_rwlock));
    unlock();
    return unused;
}

static void want_mutex(void)
{
    lock();
    unlock();
}

static void want_rwlock(void)
{
    CHECK(pthread_rwlock_rdlock(&s_rwlock));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static void want_own(void)
{
    CHECK(pthread_mutex_lock(&s_own));
    CHECK(pthread_mutex_unlock(&s_own));
}

/* Forks while another thread holds both; the child does its part, and says how it ended. */
static void fork_while_held(void (*in_child)(void))
{
    pthread_t thread;
    int status;
    CHECK(pthread_barrier_init(&s_turn, NULL, 2));
    CHECK(pthread_create(&thread, NULL, hold_both_over_fork, NULL));
    take_turn_at_barrier();
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        (void)alarm(30);
        in_child();
        _exit(0);
    }
    EXPECT(waitpid(child, &status, 0) == child && WIFEXITED(status));
    take_turn_at_barrier();
    CHECK(pthread_join(thread, NULL));
}

static void child_wants_mutex(void)
{
    fork_while_held(want_mutex);
}

static void child_wants_rwlock(void)
{
    fork_while_held(want_rwlock);
}

static void child_wants_its_own(void)
{
    fork_while_held(want_own);
}

static void renew_and_want(void)
{
    CHECK(pthread_mutex_init(&s_mutex, NULL));
    want_mutex();
}

static void child_renews(void)
{
    fork_while_held(renew_and_want);
}

/* Held over the fork by the thread that forks: released in the child too. */
static void held_by_atfork(void)
{
    int status;
    CHECK(pthread_atfork(lock, unlock, unlock));
    pid_t child = fork();
    if (child == 0) {
        want_mutex();
        _exit(0);
    }
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
    want_mutex();
}

/* The thread that forks holds them: the child begins with nobody in them. */
static void child_renews_inherited(void)
{
    int status;
    pthread_spinlock_t spin;
    CHECK(pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE));
    CHECK(pthread_spin_lock(&spin));
    CHECK(pthread_rwlock_rdlock(&s_rwlock));
    lock();
    pid_t child = fork();
    if (child == 0) {
        CHECK(pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE));
        CHECK(pthread_rwlock_init(&s_rwlock, NULL));
        renew_and_want();
        want_rwlock();
        _exit(0);
    }
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
    unlock();
    CHECK(pthread_rwlock_unlock(&s_rwlock));
    CHECK(pthread_spin_unlock(&spin));
}

static void renew_while_held(void)
{
    CHECK(pthread_mutex_lock(&s_own));
    CHECK(pthread_mutex_init(&s_own, NULL));
}

static void child_renews_its_own(void)
{
    fork_while_held(renew_while_held);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"child_wants_mutex", child_wants_mutex},
        {"child_wants_rwlock", child_wants_rwlock},
        {"child_wants_its_own", child_wants_its_own},
        {"child_renews", child_renews},
        {"held_by_atfork", held_by_atfork},
        {"child_renews_inherited", child_renews_inherited},
        {"child_renews_its_own", child_renews_its_own},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
