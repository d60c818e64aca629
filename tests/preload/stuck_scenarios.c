/*
 * Processes in which every thread sleeps for good, beside those whose wakening is on its way. What
 * is forced here happens by bad luck in real life.
 */
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <threads.h>
#include <time.h>

#include "preload/asleep.h"
#include "preload/event.h"
#include "preload/threads.h"

static pthread_mutex_t s_outer = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t s_barrier;

/* Until the kernel has put every other thread to sleep: the last one looks for some milliseconds
 * only, and on a busy machine the others may take longer than that. */
static void let_others_sleep(void)
{
    bool awake = true;
    while (awake) {
        DIR *tasks = opendir("/proc/self/task");
        EXPECT(tasks != NULL);
        awake = false;
        for (const struct dirent *task; (task = readdir(tasks)) != NULL;) {
            int tid = atoi(task->d_name); /* 0 of "." and ".." */
            char state = tid != 0 && tid != gettid() ? thread_state(tid) : '\0';
            awake |= state != '\0' && state != 'S';
        }
        (void)closedir(tasks);
        (void)sched_yield();
    }
}

/* ---- Conditions ---- */

/* The signal comes before anybody waits, and nobody asks whether it came. */
static void *wait_unasked(void *unused)
{
    sem_take(&s_ready);
    lock(&s_mutex);
    CHECK(pthread_cond_wait(&s_cond, &s_mutex));
    unlock(&s_mutex);
    return unused;
}

static void *signal_early(void *unused)
{
    lock(&s_mutex);
    CHECK(pthread_cond_signal(&s_cond));
    unlock(&s_mutex);
    EXPECT(sem_post(&s_ready) == 0);
    return unused;
}

static void lost_signal(void)
{
    pthread_t waiter = start(wait_unasked, NULL);
    join(start(signal_early, NULL));
    join(waiter);
}

static void *signal_late(void *unused)
{
    sem_take(&s_ready);
    let_looks_pass();
    happen();
    return unused;
}

static void late_signal(void)
{
    pthread_t waiter = start(wait_on_cond, NULL);
    pthread_t signaller = start(signal_late, NULL);
    join(waiter);
    join(signaller);
}

/* Everybody waits on a condition, and nobody in parts: the last one to come has to notice. */
static void all_on_conditions(void)
{
    enum { THREADS = 5 };
    for (int i = 0; i < THREADS; i++) {
        (void)start(wait_on_cond, NULL);
    }
    for (int i = 0; i < THREADS; i++) {
        sem_take(&s_ready);
    }
    let_others_sleep();
    (void)wait_on_cond(NULL);
}

/* The same, and the last one does not go to sleep: it ends. */
static void *wait_for_moment(void *unused)
{
    sem_take(&s_ready);
    sem_take(&s_ready);
    let_others_sleep();
    return unused;
}

static void last_one_ends(void)
{
    CHECK(pthread_detach(start(wait_for_moment, NULL)));
    (void)start(wait_on_cond, NULL);
    (void)wait_on_cond(NULL);
}

static void alone(void)
{
    (void)wait_on_cond(NULL);
}

/* What was found before does not stand in the way. */
static void after_a_finding(void)
{
    (void)pthread_mutex_unlock(&s_outer);
    alone();
}

static void *c11_wait(void *unused)
{
    static mtx_t s_mtx;
    static cnd_t s_cnd;
    EXPECT(mtx_init(&s_mtx, mtx_plain) == thrd_success && cnd_init(&s_cnd) == thrd_success);
    EXPECT(mtx_lock(&s_mtx) == thrd_success);
    (void)cnd_wait(&s_cnd, &s_mtx);
    return unused;
}

static void c11_conditions(void)
{
    join(start(c11_wait, NULL));
}

static void wait_with_deadline(void)
{
    struct timespec deadline;
    EXPECT(clock_gettime(CLOCK_REALTIME, &deadline) == 0);
    deadline.tv_sec++;
    lock(&s_mutex);
    EXPECT(pthread_cond_timedwait(&s_cond, &s_mutex, &deadline) == ETIMEDOUT);
    unlock(&s_mutex);
}

static void *wait_a_second(void *unused)
{
    wait_with_deadline();
    happen();
    return unused;
}

static void deadline_wakes(void)
{
    pthread_t waiter = start(wait_on_cond, NULL);
    join(start(wait_a_second, NULL));
    join(waiter);
}

/* ---- Other waits ---- */

static void *take_posted(void *unused)
{
    sem_take(&s_posted);
    return unused;
}

static void semaphores(void)
{
    pthread_t thread = start(take_posted, NULL);
    sem_take(&s_posted);
    join(thread);
}

static void *meet(void *unused)
{
    (void)pthread_barrier_wait(&s_barrier);
    return unused;
}

static void barrier_lacks_one(void)
{
    CHECK(pthread_barrier_init(&s_barrier, NULL, 3));
    (void)start(meet, NULL);
    (void)meet(NULL);
}

static void barrier_is_full(void)
{
    CHECK(pthread_barrier_init(&s_barrier, NULL, 3));
    pthread_t one = start(meet, NULL), other = start(meet, NULL);
    (void)meet(NULL);
    join(one);
    join(other);
}

/* A lock is kept by one who waits for a signal, and the signaller needs that lock. */
static void *wait_keeping_outer(void *unused)
{
    lock(&s_outer);
    return wait_on_cond(unused);
}

static void *signal_under_outer(void *unused)
{
    sem_take(&s_ready);
    lock(&s_outer);
    happen();
    unlock(&s_outer);
    return unused;
}

static void nested_hangs(void)
{
    pthread_t waiter = start(wait_keeping_outer, NULL);
    (void)start(signal_under_outer, NULL);
    join(waiter);
}

static void *take_keeping_outer(void *unused)
{
    lock(&s_outer);
    EXPECT(sem_post(&s_ready) == 0);
    sem_take(&s_posted);
    unlock(&s_outer);
    return unused;
}

static void *post_under_outer(void *unused)
{
    sem_take(&s_ready);
    lock(&s_outer);
    EXPECT(sem_post(&s_posted) == 0);
    unlock(&s_outer);
    return unused;
}

static void nested_semaphore_hangs(void)
{
    pthread_t waiter = start(take_keeping_outer, NULL);
    (void)start(post_under_outer, NULL);
    join(waiter);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"lost_signal", lost_signal},
        {"late_signal", late_signal},
        {"all_on_conditions", all_on_conditions},
        {"last_one_ends", last_one_ends},
        {"alone", alone},
        {"after_a_finding", after_a_finding},
        {"c11_conditions", c11_conditions},
        {"deadline_wakes", deadline_wakes},
        {"semaphores", semaphores},
        {"barrier_lacks_one", barrier_lacks_one},
        {"barrier_is_full", barrier_is_full},
        {"nested_hangs", nested_hangs},
        {"nested_semaphore_hangs", nested_semaphore_hangs},
        {NULL, NULL},
    };
    EXPECT(sem_init(&s_ready, 0, 0) == 0 && sem_init(&s_posted, 0, 0) == 0);
    return scenario_main(argc, argv, scenarios);
}
