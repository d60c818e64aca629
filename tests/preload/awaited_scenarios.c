/* Conditions, barriers and semaphores destroyed under those who wait, and processes that a signal
 * ends. */
#include <errno.h>
#include <semaphore.h>
#include <signal.h>

#include "preload/scenario.h"

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t s_barrier;
static sem_t s_sem;

/* ---- Destroyed under those who wait ---- */

static int s_is_waiting, s_is_ready;

static void *wait_until_ready(void *unused)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    s_is_waiting = 1;
    while (!s_is_ready) {
        CHECK(pthread_cond_wait(&s_cond, &s_mutex));
    }
    CHECK(pthread_mutex_unlock(&s_mutex));
    return unused;
}

/* It waits when it has said so and the mutex is free. */
static pthread_t start_waiter(void)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, wait_until_ready, NULL));
    CHECK(pthread_mutex_lock(&s_mutex));
    while (!s_is_waiting) {
        CHECK(pthread_mutex_unlock(&s_mutex));
        CHECK(pthread_mutex_lock(&s_mutex));
    }
    return thread;
}

/* Initialising does not wait for anybody, as destroying does. */
static void cond_init_awaited(void)
{
    static pthread_cond_t s_saved;
    pthread_t thread = start_waiter();
    memcpy(&s_saved, &s_cond, sizeof(s_cond));
    CHECK(pthread_cond_init(&s_cond, NULL));
    memcpy(&s_cond, &s_saved, sizeof(s_cond));
    s_is_ready = 1;
    CHECK(pthread_cond_broadcast(&s_cond));
    CHECK(pthread_mutex_unlock(&s_mutex));
    CHECK(pthread_join(thread, NULL));
}

/* Once woken nobody is there any more: POSIX's own example. */
static void cond_destroy_signalled(void)
{
    pthread_t thread = start_waiter();
    s_is_ready = 1;
    CHECK(pthread_cond_broadcast(&s_cond));
    CHECK(pthread_cond_destroy(&s_cond));
    CHECK(pthread_mutex_unlock(&s_mutex));
    CHECK(pthread_join(thread, NULL));
}

static void signal_with_mutex(void)
{
    pthread_t thread = start_waiter();
    s_is_ready = 1;
    CHECK(pthread_cond_signal(&s_cond));
    CHECK(pthread_mutex_unlock(&s_mutex));
    CHECK(pthread_join(thread, NULL));
}

static void signal_without_mutex(void)
{
    pthread_t thread = start_waiter();
    s_is_ready = 1;
    CHECK(pthread_mutex_unlock(&s_mutex));
    CHECK(pthread_cond_signal(&s_cond));
    CHECK(pthread_join(thread, NULL));
}

static void cond_destroy_awaited(void)
{
    (void)start_waiter();
    CHECK(pthread_cond_destroy(&s_cond));
}

static void *come(void *unused)
{
    (void)pthread_barrier_wait(&s_barrier);
    return unused;
}

static int is_anybody_there(void)
{
    return __atomic_load_n((unsigned *)&s_barrier, __ATOMIC_RELAXED) != 0;
}

static void barrier_destroy_awaited(void)
{
    pthread_t thread;
    CHECK(pthread_barrier_init(&s_barrier, NULL, 2));
    CHECK(pthread_create(&thread, NULL, come, NULL));
    while (!is_anybody_there()) {
    }
    CHECK(pthread_barrier_destroy(&s_barrier));
}

static void barrier_destroy_left(void)
{
    pthread_t thread;
    CHECK(pthread_barrier_init(&s_barrier, NULL, 2));
    CHECK(pthread_create(&thread, NULL, come, NULL));
    (void)pthread_barrier_wait(&s_barrier);
    CHECK(pthread_barrier_destroy(&s_barrier));
    CHECK(pthread_join(thread, NULL));
}

static void *take_sem(void *unused)
{
    EXPECT(sem_wait(&s_sem) == 0);
    return unused;
}

static pthread_t start_taker(void)
{
    pthread_t thread;
    EXPECT(sem_init(&s_sem, 0, 0) == 0);
    CHECK(pthread_create(&thread, NULL, take_sem, NULL));
    return thread;
}

static int is_sem_awaited(void)
{
    return __atomic_load_n((unsigned *)&s_sem + 1, __ATOMIC_RELAXED) != 0;
}

static void sem_destroy_awaited(void)
{
    pthread_t thread = start_taker();
    while (!is_sem_awaited()) {
    }
    EXPECT(sem_destroy(&s_sem) == 0);
    EXPECT(sem_post(&s_sem) == 0);
    CHECK(pthread_join(thread, NULL));
}

static void sem_destroy_left(void)
{
    pthread_t thread = start_taker();
    EXPECT(sem_post(&s_sem) == 0);
    CHECK(pthread_join(thread, NULL));
    EXPECT(sem_destroy(&s_sem) == 0);
}

/* ---- Ended by a signal ---- */

static void leave_a_finding(void)
{
    EXPECT(pthread_barrier_init(&s_barrier, NULL, 0) == EINVAL);
}

static void aborts(void)
{
    leave_a_finding();
    abort();
}

static void killed(void)
{
    leave_a_finding();
    EXPECT(kill(getpid(), SIGTERM) == 0);
}

static void faults(void)
{
    leave_a_finding();
    *(volatile int *)(long)sysconf(_SC_NPROCESSORS_ONLN) = 1;
}

static void aborts_clean(void)
{
    abort();
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"cond_init_awaited", cond_init_awaited},
        {"cond_destroy_signalled", cond_destroy_signalled},
        {"signal_with_mutex", signal_with_mutex},
        {"signal_without_mutex", signal_without_mutex},
        {"cond_destroy_awaited", cond_destroy_awaited},
        {"barrier_destroy_awaited", barrier_destroy_awaited},
        {"barrier_destroy_left", barrier_destroy_left},
        {"sem_destroy_awaited", sem_destroy_awaited},
        {"sem_destroy_left", sem_destroy_left},
        {"aborts", aborts},
        {"killed", killed},
        {"faults", faults},
        {"aborts_clean", aborts_clean},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
