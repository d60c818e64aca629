/* Locks that threads wait for long, and their neighbours: held long, and waited for by nobody. */
#include <errno.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>

#include "preload/asleep.h"
#include "preload/scenario.h"

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t s_rwlock = PTHREAD_RWLOCK_INITIALIZER;
static atomic_int s_tid; /* of a thread that is about to wait */

/* What is measured: time, with somebody asleep at the lock. */
static void let_it_wait(void)
{
    enum { WAIT_US = 300 * 1000 };
    while (atomic_load(&s_tid) == 0 || !is_asleep(atomic_load(&s_tid))) {
        (void)sched_yield();
    }
    EXPECT(usleep(WAIT_US) == 0);
}

static void *wait_for_mutex(void *unused)
{
    atomic_store(&s_tid, gettid());
    CHECK(pthread_mutex_lock(&s_mutex));
    CHECK(pthread_mutex_unlock(&s_mutex));
    return unused;
}

static void *wait_to_read(void *unused)
{
    atomic_store(&s_tid, gettid());
    CHECK(pthread_rwlock_rdlock(&s_rwlock));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
    return unused;
}

static void hold_mutex_against(void *(*other)(void *))
{
    pthread_t thread;
    CHECK(pthread_mutex_lock(&s_mutex));
    CHECK(pthread_create(&thread, NULL, other, NULL));
    let_it_wait();
    CHECK(pthread_mutex_unlock(&s_mutex));
    CHECK(pthread_join(thread, NULL));
}

static void hold_rwlock_against(void *(*other)(void *))
{
    pthread_t thread;
    CHECK(pthread_rwlock_wrlock(&s_rwlock));
    CHECK(pthread_create(&thread, NULL, other, NULL));
    let_it_wait();
    CHECK(pthread_rwlock_unlock(&s_rwlock));
    CHECK(pthread_join(thread, NULL));
}

static void hold_mutex(void)
{
    hold_mutex_against(wait_for_mutex);
}

static void hold_rwlock(void)
{
    hold_rwlock_against(wait_to_read);
}

static void *sleep_only(void *unused)
{
    atomic_store(&s_tid, gettid());
    EXPECT(usleep(400 * 1000) == 0);
    return unused;
}

/* The other one sleeps as long, and wants no lock. */
static void hold_alone(void)
{
    hold_mutex_against(sleep_only);
}

/* ---- With a deadline ---- */

static struct timespec in_30_s(clockid_t clock)
{
    struct timespec deadline;
    EXPECT(clock_gettime(clock, &deadline) == 0);
    deadline.tv_sec += 30;
    return deadline;
}

static void *timed_mutex_waits(void *unused)
{
    const struct timespec deadline = in_30_s(CLOCK_REALTIME);
    atomic_store(&s_tid, gettid());
    CHECK(pthread_mutex_timedlock(&s_mutex, &deadline));
    CHECK(pthread_mutex_unlock(&s_mutex));
    return unused;
}

static void *clocked_mutex_waits(void *unused)
{
    const struct timespec deadline = in_30_s(CLOCK_MONOTONIC);
    atomic_store(&s_tid, gettid());
    CHECK(pthread_mutex_clocklock(&s_mutex, CLOCK_MONOTONIC, &deadline));
    CHECK(pthread_mutex_unlock(&s_mutex));
    return unused;
}

static void *timed_reader_waits(void *unused)
{
    const struct timespec deadline = in_30_s(CLOCK_REALTIME);
    atomic_store(&s_tid, gettid());
    CHECK(pthread_rwlock_timedrdlock(&s_rwlock, &deadline));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
    return unused;
}

static void *clocked_writer_waits(void *unused)
{
    const struct timespec deadline = in_30_s(CLOCK_MONOTONIC);
    atomic_store(&s_tid, gettid());
    CHECK(pthread_rwlock_clockwrlock(&s_rwlock, CLOCK_MONOTONIC, &deadline));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
    return unused;
}

static void timed_mutex(void)
{
    hold_mutex_against(timed_mutex_waits);
}

static void clocked_mutex(void)
{
    hold_mutex_against(clocked_mutex_waits);
}

static void timed_reader(void)
{
    hold_rwlock_against(timed_reader_waits);
}

static void clocked_writer(void)
{
    hold_rwlock_against(clocked_writer_waits);
}

/* Given up at once: nobody waited for it. */
static void *fail_to_lock(void *unused)
{
    const struct timespec past = {1, 0};
    EXPECT(pthread_mutex_timedlock(&s_mutex, &past) == ETIMEDOUT);
    EXPECT(pthread_rwlock_timedrdlock(&s_rwlock, &past) == ETIMEDOUT);
    return sleep_only(unused);
}

static void timed_in_vain(void)
{
    CHECK(pthread_rwlock_wrlock(&s_rwlock));
    hold_mutex_against(fail_to_lock);
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

/* The locks are free, and the thread sleeps as long. */
static void *take_until(void *unused)
{
    const struct timespec deadline = in_30_s(CLOCK_REALTIME);
    CHECK(pthread_mutex_timedlock(&s_mutex, &deadline));
    CHECK(pthread_mutex_unlock(&s_mutex));
    CHECK(pthread_rwlock_timedwrlock(&s_rwlock, &deadline));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
    return sleep_only(unused);
}

static void timed_alone(void)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, take_until, NULL));
    let_it_wait();
    CHECK(pthread_join(thread, NULL));
}

/* ---- Semaphores ---- */

static sem_t s_sem;

static void *wait_for_sem(void *unused)
{
    const struct timespec deadline = in_30_s(CLOCK_MONOTONIC);
    atomic_store(&s_tid, gettid());
    EXPECT(sem_clockwait(&s_sem, CLOCK_MONOTONIC, &deadline) == 0 && sem_post(&s_sem) == 0);
    return unused;
}

static void hold_sem(void)
{
    pthread_t thread;
    EXPECT(sem_init(&s_sem, 0, 1) == 0 && sem_wait(&s_sem) == 0);
    CHECK(pthread_create(&thread, NULL, wait_for_sem, NULL));
    let_it_wait();
    EXPECT(sem_post(&s_sem) == 0);
    CHECK(pthread_join(thread, NULL));
}

/* Nobody has it: somebody posts it, late. */
static void post_sem_late(void)
{
    pthread_t thread;
    EXPECT(sem_init(&s_sem, 0, 0) == 0);
    CHECK(pthread_create(&thread, NULL, wait_for_sem, NULL));
    let_it_wait();
    EXPECT(sem_post(&s_sem) == 0);
    CHECK(pthread_join(thread, NULL));
}

/* What the parent waited for is nothing that its child did. */
static void wait_and_fork(void)
{
    hold_mutex();
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        CHECK(pthread_mutex_lock(&s_mutex));
        CHECK(pthread_mutex_unlock(&s_mutex));
        exit(0);
    }
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
}

static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;

/* Each lock once, and waits that give the mutex back meanwhile. */
static void take_20_times(void)
{
    struct timespec past = {0, 0};
    for (int i = 0; i < 10; i++) {
        CHECK(pthread_mutex_lock(&s_mutex));
        EXPECT(pthread_cond_timedwait(&s_cond, &s_mutex, &past) != 0);
        CHECK(pthread_mutex_unlock(&s_mutex));
    }
}

/* The first lock is held for long, the second for a moment, and not given back last. */
static void hand_over(void)
{
    static pthread_mutex_t next = PTHREAD_MUTEX_INITIALIZER;
    CHECK(pthread_mutex_lock(&s_mutex));
    EXPECT(usleep(1000 * 1000) == 0);
    CHECK(pthread_mutex_lock(&next));
    CHECK(pthread_mutex_unlock(&s_mutex));
    CHECK(pthread_mutex_unlock(&next));
}

/* Once for the first lock and the last unlock. */
static void take_again(void)
{
    pthread_mutex_t mutex = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
    CHECK(pthread_mutex_lock(&mutex));
    CHECK(pthread_mutex_lock(&mutex));
    CHECK(pthread_mutex_unlock(&mutex));
    CHECK(pthread_mutex_unlock(&mutex));
}

/* More than are counted, and it says so. */
static void take_too_many(void)
{
    enum { LOCKS = 5000 };
    static pthread_mutex_t locks[LOCKS];
    for (int i = 0; i < LOCKS; i++) {
        CHECK(pthread_mutex_init(&locks[i], NULL));
        CHECK(pthread_mutex_lock(&locks[i]));
        CHECK(pthread_mutex_unlock(&locks[i]));
    }
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"hold_mutex", hold_mutex},
        {"hold_rwlock", hold_rwlock},
        {"hold_sem", hold_sem},
        {"post_sem_late", post_sem_late},
        {"hold_alone", hold_alone},
        {"timed_mutex", timed_mutex},
        {"clocked_mutex", clocked_mutex},
        {"timed_reader", timed_reader},
        {"clocked_writer", clocked_writer},
        {"timed_in_vain", timed_in_vain},
        {"timed_alone", timed_alone},
        {"wait_and_fork", wait_and_fork},
        {"take_20_times", take_20_times},
        {"hand_over", hand_over},
        {"take_again", take_again},
        {"take_too_many", take_too_many},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
