/* Calls that break a rule by themselves, each beside the nearest call that keeps it. */
#include <errno.h>
#include <limits.h>
#include <semaphore.h>
#include <time.h>

#include "preload/scenario.h"

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t s_barrier;
static sem_t s_sem;

/* ---- Values ---- */

enum { NS_PER_SECOND = 1000000000, NS_PER_MS = 1000000 };

static struct timespec in_a_moment(void)
{
    struct timespec now;
    EXPECT(clock_gettime(CLOCK_REALTIME, &now) == 0);
    now.tv_nsec += NS_PER_MS;
    if (now.tv_nsec >= NS_PER_SECOND) {
        now.tv_sec++;
        now.tv_nsec -= NS_PER_SECOND;
    }
    return now;
}

/* Added up and never carried. */
static struct timespec not_carried(void)
{
    struct timespec until = in_a_moment();
    until.tv_nsec += NS_PER_SECOND;
    return until;
}

static void wait_until(struct timespec until, int expected)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    EXPECT(pthread_cond_timedwait(&s_cond, &s_mutex, &until) == expected);
    CHECK(pthread_mutex_unlock(&s_mutex));
}

static void cond_deadline(void)
{
    wait_until(not_carried(), EINVAL);
}

static void cond_deadline_carried(void)
{
    wait_until(in_a_moment(), ETIMEDOUT);
}

/* Nobody has it: the call works, and would not if it had to wait. */
static void mutex_deadline(void)
{
    struct timespec until = not_carried();
    CHECK(pthread_mutex_timedlock(&s_mutex, &until));
    CHECK(pthread_mutex_unlock(&s_mutex));
}

static void mutex_deadline_carried(void)
{
    struct timespec until = in_a_moment();
    CHECK(pthread_mutex_timedlock(&s_mutex, &until));
    CHECK(pthread_mutex_unlock(&s_mutex));
}

/* As borrowed from the seconds and not given back. */
static void cond_deadline_below_zero(void)
{
    struct timespec until = in_a_moment();
    until.tv_nsec -= NS_PER_SECOND;
    wait_until(until, EINVAL);
}

/* What C++ libraries make of a time point before the epoch, the smallest one for instance. */
static void cond_deadline_before_epoch(void)
{
    wait_until((struct timespec){.tv_sec = -1, .tv_nsec = -NS_PER_SECOND / 2}, EINVAL);
}

static void rwlock_deadline(void)
{
    static pthread_rwlock_t s_rwlock = PTHREAD_RWLOCK_INITIALIZER;
    struct timespec until = not_carried();
    EXPECT(pthread_rwlock_timedrdlock(&s_rwlock, &until) == EINVAL);
}

/* glibc takes it for none. */
static void rwlock_without_deadline(void)
{
    static pthread_rwlock_t s_rwlock = PTHREAD_RWLOCK_INITIALIZER;
    const struct timespec *volatile none = NULL;
    CHECK(pthread_rwlock_timedrdlock(&s_rwlock, none));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static void sem_deadline(void)
{
    struct timespec until = not_carried();
    EXPECT(sem_init(&s_sem, 0, 0) == 0);
    EXPECT(sem_timedwait(&s_sem, &until) == -1 && errno == EINVAL);
}

static void sem_deadline_carried(void)
{
    struct timespec until = in_a_moment();
    EXPECT(sem_init(&s_sem, 0, 0) == 0);
    EXPECT(sem_timedwait(&s_sem, &until) == -1 && errno == ETIMEDOUT);
}

static void sem_too_many(void)
{
    EXPECT(sem_init(&s_sem, 0, (unsigned)INT_MAX + 1) == -1 && errno == EINVAL);
}

static void sem_many(void)
{
    EXPECT(sem_init(&s_sem, 0, INT_MAX) == 0);
}

static void barrier_of_none(void)
{
    EXPECT(pthread_barrier_init(&s_barrier, NULL, 0) == EINVAL);
}

static void barrier_of_one(void)
{
    CHECK(pthread_barrier_init(&s_barrier, NULL, 1));
    EXPECT(pthread_barrier_wait(&s_barrier) == PTHREAD_BARRIER_SERIAL_THREAD);
    CHECK(pthread_barrier_destroy(&s_barrier));
}

/* ---- What was never initialised ---- */

static void fill(void *object, size_t bytes)
{
    memset(object, 0x5a, bytes);
}

static void mutex_of_noise(void)
{
    pthread_mutex_t mutex;
    fill(&mutex, sizeof(mutex));
    EXPECT(pthread_mutex_lock(&mutex) == EINVAL);
}

static void mutex_destroyed(void)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    CHECK(pthread_mutex_destroy(&mutex));
    EXPECT(pthread_mutex_trylock(&mutex) == EINVAL);
}

static void mutex_in_noise(void)
{
    pthread_mutex_t mutex;
    fill(&mutex, sizeof(mutex));
    CHECK(pthread_mutex_init(&mutex, NULL));
    CHECK(pthread_mutex_lock(&mutex));
    CHECK(pthread_mutex_unlock(&mutex));
    CHECK(pthread_mutex_destroy(&mutex));
}

/* Its last byte alone: nobody waits, and the signal does nothing. */
static void cond_of_noise(void)
{
    ((char *)&s_cond)[sizeof(s_cond) - 1] ^= 1;
    CHECK(pthread_cond_signal(&s_cond));
}

static void cond_in_noise(void)
{
    fill(&s_cond, sizeof(s_cond));
    CHECK(pthread_cond_init(&s_cond, NULL));
    CHECK(pthread_cond_signal(&s_cond));
    CHECK(pthread_cond_destroy(&s_cond));
}

static void sem_of_noise(void)
{
    fill(&s_sem, sizeof(s_sem));
    EXPECT(sem_trywait(&s_sem) == 0);
}

static void sem_in_noise(void)
{
    fill(&s_sem, sizeof(s_sem));
    EXPECT(sem_init(&s_sem, 0, 1) == 0);
    EXPECT(sem_trywait(&s_sem) == 0);
}

/* A count of 0x01010101 that nothing has come to, and a flag that no barrier has. */
static void barrier_of_noise(void)
{
    memset(&s_barrier, 1, sizeof(s_barrier));
    ((unsigned *)&s_barrier)[0] = 0;
    ((unsigned *)&s_barrier)[1] = 0;
    ((unsigned *)&s_barrier)[4] = 0;
    CHECK(pthread_barrier_destroy(&s_barrier));
}

/* ---- Initialised again ---- */

static void mutex_init_again(void)
{
    static pthread_mutex_t s_started;
    CHECK(pthread_mutex_init(&s_started, NULL));
    CHECK(pthread_mutex_init(&s_started, NULL));
}

static void mutex_init_after_destroy(void)
{
    static pthread_mutex_t s_started;
    CHECK(pthread_mutex_init(&s_started, NULL));
    CHECK(pthread_mutex_destroy(&s_started));
    CHECK(pthread_mutex_init(&s_started, NULL));
}

static void cond_init_again(void)
{
    CHECK(pthread_cond_init(&s_cond, NULL));
    CHECK(pthread_cond_init(&s_cond, NULL));
}

static void cond_init_after_destroy(void)
{
    CHECK(pthread_cond_init(&s_cond, NULL));
    CHECK(pthread_cond_destroy(&s_cond));
    CHECK(pthread_cond_init(&s_cond, NULL));
}

static void rwlock_init_again(void)
{
    static pthread_rwlock_t s_rwlock;
    CHECK(pthread_rwlock_init(&s_rwlock, NULL));
    CHECK(pthread_rwlock_init(&s_rwlock, NULL));
}

static void rwlock_init_after_destroy(void)
{
    static pthread_rwlock_t s_rwlock;
    CHECK(pthread_rwlock_init(&s_rwlock, NULL));
    CHECK(pthread_rwlock_destroy(&s_rwlock));
    CHECK(pthread_rwlock_init(&s_rwlock, NULL));
}

static void barrier_init_again(void)
{
    CHECK(pthread_barrier_init(&s_barrier, NULL, 2));
    CHECK(pthread_barrier_init(&s_barrier, NULL, 2));
}

/* The same place on the stack, which nobody can tell from the same object. */
static void init_on_stack(void)
{
    pthread_mutex_t mutex;
    CHECK(pthread_mutex_init(&mutex, NULL));
}

static void stack_init_again(void)
{
    for (int i = 0; i < 2; i++) {
        init_on_stack();
    }
}

/* Freed without a destroy, which nearly everybody forgets, and the block given out again. */
static void heap_init_again(void)
{
    for (int i = 0; i < 2; i++) {
        pthread_mutex_t *mutex = malloc(sizeof(*mutex));
        CHECK(pthread_mutex_init(mutex, NULL));
        free(mutex);
    }
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"cond_deadline", cond_deadline},
        {"cond_deadline_carried", cond_deadline_carried},
        {"cond_deadline_below_zero", cond_deadline_below_zero},
        {"cond_deadline_before_epoch", cond_deadline_before_epoch},
        {"rwlock_deadline", rwlock_deadline},
        {"rwlock_without_deadline", rwlock_without_deadline},
        {"mutex_deadline", mutex_deadline},
        {"mutex_deadline_carried", mutex_deadline_carried},
        {"sem_deadline", sem_deadline},
        {"sem_deadline_carried", sem_deadline_carried},
        {"sem_too_many", sem_too_many},
        {"sem_many", sem_many},
        {"barrier_of_none", barrier_of_none},
        {"barrier_of_one", barrier_of_one},
        {"mutex_of_noise", mutex_of_noise},
        {"mutex_destroyed", mutex_destroyed},
        {"mutex_in_noise", mutex_in_noise},
        {"cond_of_noise", cond_of_noise},
        {"cond_in_noise", cond_in_noise},
        {"sem_of_noise", sem_of_noise},
        {"sem_in_noise", sem_in_noise},
        {"barrier_of_noise", barrier_of_noise},
        {"mutex_init_again", mutex_init_again},
        {"mutex_init_after_destroy", mutex_init_after_destroy},
        {"cond_init_again", cond_init_again},
        {"cond_init_after_destroy", cond_init_after_destroy},
        {"rwlock_init_again", rwlock_init_again},
        {"rwlock_init_after_destroy", rwlock_init_after_destroy},
        {"barrier_init_again", barrier_init_again},
        {"stack_init_again", stack_init_again},
        {"heap_init_again", heap_init_again},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
