/*
 * Waits on a condition with another lock kept, in runs that do not hang: each wait has a deadline,
 * or a way out that some signals take.
 */
#include <errno.h>
#include <time.h>

#include "preload/scenario.h"

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_outer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_else = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t s_rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;

static const struct timespec long_ago = {0, 0};

static void lock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_lock(mutex));
}

static void unlock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_unlock(mutex));
}

static void wait_a_moment(void)
{
    lock(&s_mutex);
    EXPECT(pthread_cond_timedwait(&s_cond, &s_mutex, &long_ago) == ETIMEDOUT);
    unlock(&s_mutex);
}

static void signal_with_mutex(void)
{
    lock(&s_mutex);
    CHECK(pthread_cond_signal(&s_cond));
    unlock(&s_mutex);
}

static void wait_keeping_outer(void)
{
    lock(&s_outer);
    wait_a_moment();
    unlock(&s_outer);
}

static void signal_under_outer(void)
{
    lock(&s_outer);
    signal_with_mutex();
    unlock(&s_outer);
}

static void signal_under_outer_alone(void)
{
    lock(&s_outer);
    CHECK(pthread_cond_broadcast(&s_cond));
    unlock(&s_outer);
}

static void signal_after_outer(void)
{
    lock(&s_outer);
    unlock(&s_outer);
    signal_with_mutex();
}

static void signal_under_another(void)
{
    lock(&s_else);
    signal_with_mutex();
    unlock(&s_else);
}

static void signal_bare(void)
{
    CHECK(pthread_cond_signal(&s_cond));
}

static void wait_reading(void)
{
    CHECK(pthread_rwlock_rdlock(&s_rwlock));
    wait_a_moment();
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static void signal_reading(void)
{
    CHECK(pthread_rwlock_rdlock(&s_rwlock));
    signal_with_mutex();
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static void signal_writing(void)
{
    CHECK(pthread_rwlock_wrlock(&s_rwlock));
    signal_with_mutex();
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static void all_need_outer(void)
{
    IN_TURN(wait_keeping_outer, signal_under_outer, signal_under_outer_alone);
}

static void signals_came_first(void)
{
    IN_TURN(signal_under_outer, wait_keeping_outer);
}

static void one_does_not(void)
{
    IN_TURN(wait_keeping_outer, signal_under_outer, signal_with_mutex);
}

static void one_did_before(void)
{
    IN_TURN(signal_bare, wait_keeping_outer, signal_under_outer);
}

static void unrelated_moment(void)
{
    IN_TURN(wait_keeping_outer, signal_after_outer);
}

static void another_lock(void)
{
    IN_TURN(wait_keeping_outer, signal_under_another);
}

static void nothing_kept(void)
{
    IN_TURN(wait_a_moment, signal_under_outer);
}

static void readers(void)
{
    IN_TURN(wait_reading, signal_reading);
}

static void reader_and_writer(void)
{
    IN_TURN(wait_reading, signal_writing);
}

/* The waiter is over before the signaller begins. */
static void joined_between(void)
{
    in_thread(wait_keeping_outer);
    in_thread(signal_under_outer);
}

/* The wait is over before the signaller is created. */
static void created_after(void)
{
    wait_keeping_outer();
    in_thread(signal_under_outer);
}

/* The wait gives back one of two locks of the mutex: whoever signals with it cannot come. */
static pthread_mutex_t s_recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

static void wait_locked_twice(void)
{
    lock(&s_recursive);
    lock(&s_recursive);
    EXPECT(pthread_cond_timedwait(&s_cond, &s_recursive, &long_ago) == ETIMEDOUT);
    unlock(&s_recursive);
    unlock(&s_recursive);
}

static void wait_locked_once(void)
{
    lock(&s_recursive);
    EXPECT(pthread_cond_timedwait(&s_cond, &s_recursive, &long_ago) == ETIMEDOUT);
    unlock(&s_recursive);
}

static void signal_two_held(void)
{
    lock(&s_else);
    lock(&s_recursive);
    CHECK(pthread_cond_signal(&s_cond));
    unlock(&s_recursive);
    unlock(&s_else);
}

static void recursive_twice(void)
{
    IN_TURN(wait_locked_twice, signal_two_held);
}

static void recursive_once(void)
{
    IN_TURN(wait_locked_once, signal_two_held);
}

/* What was seen of a condition is told though it has ended since. */
static void ended_since(void)
{
    all_need_outer();
    CHECK(pthread_cond_destroy(&s_cond));
}

static void begin_anew(void)
{
    CHECK(pthread_cond_destroy(&s_cond));
    CHECK(pthread_cond_init(&s_cond, NULL));
}

/* Nobody ever waited for the one that is signalled. */
static void ended_between(void)
{
    IN_TURN(wait_keeping_outer, begin_anew, signal_under_outer);
}

static long resident_kib(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    EXPECT(file && fscanf(file, "%*d %ld", &pages) == 1);
    EXPECT(fclose(file) == 0);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* As completions of requests are: each for one signal. */
static void thousands_that_end(void)
{
    enum { CONDITIONS = 40000, GROWTH_KIB_MAX = 48 * 1024 };
    long before_kib = resident_kib();
    for (int i = 0; i < CONDITIONS; i++) {
        begin_anew();
        signal_under_outer();
    }
    EXPECT(resident_kib() - before_kib < GROWTH_KIB_MAX);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"all_need_outer", all_need_outer},
        {"signals_came_first", signals_came_first},
        {"one_does_not", one_does_not},
        {"one_did_before", one_did_before},
        {"unrelated_moment", unrelated_moment},
        {"another_lock", another_lock},
        {"nothing_kept", nothing_kept},
        {"readers", readers},
        {"reader_and_writer", reader_and_writer},
        {"joined_between", joined_between},
        {"created_after", created_after},
        {"recursive_twice", recursive_twice},
        {"recursive_once", recursive_once},
        {"ended_since", ended_since},
        {"ended_between", ended_between},
        {"thousands_that_end", thousands_that_end},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
