/* Calls that take a mutex without waiting, not for ever, or once more. */
#include "preload/nest.h"

#include <time.h>

static pthread_mutex_t s_a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_b = PTHREAD_MUTEX_INITIALIZER;

static void ab(void)
{
    nest(&s_a, &s_b);
}

static void try_second(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    CHECK(pthread_mutex_lock(outer));
    CHECK(pthread_mutex_trylock(inner));
    CHECK(pthread_mutex_unlock(inner));
    CHECK(pthread_mutex_unlock(outer));
}

static void ba_try_second(void)
{
    try_second(&s_b, &s_a);
}

static void trylock_second(void)
{
    IN_TURN(ab, ba_try_second);
}

static void ba_try_first(void)
{
    CHECK(pthread_mutex_trylock(&s_b));
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_mutex_unlock(&s_b));
}

static void trylock_first(void)
{
    IN_TURN(ab, ba_try_first);
}

static void soon(struct timespec *ret_deadline, clockid_t clock)
{
    CHECK(clock_gettime(clock, ret_deadline));
    ret_deadline->tv_sec += 30;
}

static void ba_timed(void)
{
    struct timespec deadline;
    CHECK(pthread_mutex_lock(&s_b));
    soon(&deadline, CLOCK_REALTIME);
    CHECK(pthread_mutex_timedlock(&s_a, &deadline));
    CHECK(pthread_mutex_unlock(&s_a));
    soon(&deadline, CLOCK_MONOTONIC);
    CHECK(pthread_mutex_clocklock(&s_a, CLOCK_MONOTONIC, &deadline));
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_mutex_unlock(&s_b));
}

static void timed_second(void)
{
    IN_TURN(ab, ba_timed);
}

static pthread_mutex_t s_recursive;

static void make_recursive(void)
{
    pthread_mutexattr_t attributes;
    CHECK(pthread_mutexattr_init(&attributes));
    CHECK(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE));
    CHECK(pthread_mutex_init(&s_recursive, &attributes));
    CHECK(pthread_mutexattr_destroy(&attributes));
}

/* recursive -> a -> recursive again: the second is a relock and waits for nobody. */
static void relock(void)
{
    CHECK(pthread_mutex_lock(&s_recursive));
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_lock(&s_recursive));
    CHECK(pthread_mutex_trylock(&s_recursive));
    CHECK(pthread_mutex_unlock(&s_recursive));
    CHECK(pthread_mutex_unlock(&s_recursive));
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_mutex_unlock(&s_recursive));
}

static void recursive_relock(void)
{
    make_recursive();
    IN_TURN(relock, relock);
}

static void a_then_recursive(void)
{
    nest(&s_a, &s_recursive);
}

static void recursive_inversion(void)
{
    make_recursive();
    IN_TURN(relock, a_then_recursive);
}

/* A recursive lock released as often as taken holds nothing back. */
static void relock_then_b(void)
{
    relock();
    nest(&s_b, &s_recursive);
}

static void recursive_then_b(void)
{
    CHECK(pthread_mutex_lock(&s_b));
    CHECK(pthread_mutex_unlock(&s_b));
    relock();
}

static void recursive_released(void)
{
    make_recursive();
    IN_TURN(relock_then_b, recursive_then_b);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"trylock_second", trylock_second},
        {"trylock_first", trylock_first},
        {"timed_second", timed_second},
        {"recursive_relock", recursive_relock},
        {"recursive_inversion", recursive_inversion},
        {"recursive_released", recursive_released},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
