/* Spin locks: each defect beside its nearest correct neighbour. */
#include "preload/hang.h"

#include <errno.h>

static pthread_spinlock_t s_a, s_b;
static pthread_mutex_t s_m = PTHREAD_MUTEX_INITIALIZER;

static void lock_a(void)
{
    CHECK(pthread_spin_lock(&s_a));
}

static void lock_b(void)
{
    CHECK(pthread_spin_lock(&s_b));
}

static void unlock_a(void)
{
    CHECK(pthread_spin_unlock(&s_a));
}

static void unlock_b(void)
{
    CHECK(pthread_spin_unlock(&s_b));
}

static void ab(void)
{
    lock_a();
    lock_b();
    unlock_b();
    unlock_a();
}

static void ba(void)
{
    lock_b();
    lock_a();
    unlock_a();
    unlock_b();
}

static void b_try_a(void)
{
    lock_b();
    CHECK(pthread_spin_trylock(&s_a));
    unlock_a();
    unlock_b();
}

static void abba(void)
{
    IN_TURN(ab, ba);
}

static void abab(void)
{
    IN_TURN(ab, ab);
}

static void try_second(void)
{
    IN_TURN(ab, b_try_a);
}

static void find_a_taken(void)
{
    EXPECT(pthread_spin_trylock(&s_a) == EBUSY);
}

static void results(void)
{
    lock_a();
    in_thread(find_a_taken);
    unlock_a();
    CHECK(pthread_spin_trylock(&s_a));
    unlock_a();
}

static void lock_m(void)
{
    CHECK(pthread_mutex_lock(&s_m));
}

static void hang(void)
{
    HOLD_THEN_WANT({lock_a, lock_b}, {lock_b, lock_a});
}

static void hang_with_mutex(void)
{
    HOLD_THEN_WANT({lock_a, lock_m}, {lock_m, lock_a});
}

static void a_and_back(void)
{
    lock_a();
    unlock_a();
}

static void a_and_back_then_unlock_b(void)
{
    a_and_back();
    unlock_b();
}

/* The second spins until the first, who waits for nothing, lets go. */
static void wait_a_while(void)
{
    HOLD_THEN_WANT({lock_a, unlock_a}, {lock_b, a_and_back_then_unlock_b});
}

static void twice(void)
{
    lock_a();
    lock_a();
}

static void one_after_the_other(void)
{
    a_and_back();
    a_and_back();
}

static void unlock_of_other(void)
{
    lock_a();
    in_thread(unlock_a);
}

static void unlock_of_nobody(void)
{
    unlock_a();
}

static void destroy_held(void)
{
    lock_a();
    CHECK(pthread_spin_destroy(&s_a));
}

static void destroy_free(void)
{
    a_and_back();
    CHECK(pthread_spin_destroy(&s_a));
}

static void renew_a(void)
{
    ab();
    CHECK(pthread_spin_destroy(&s_a));
    CHECK(pthread_spin_init(&s_a, PTHREAD_PROCESS_PRIVATE));
}

static void renewed_between(void)
{
    IN_TURN(renew_a, ba);
}

static const struct scenario s_scenarios[] = {
    {"abba", abba},
    {"abab", abab},
    {"try_second", try_second},
    {"results", results},
    {"hang", hang},
    {"hang_with_mutex", hang_with_mutex},
    {"wait_a_while", wait_a_while},
    {"twice", twice},
    {"one_after_the_other", one_after_the_other},
    {"unlock_of_other", unlock_of_other},
    {"unlock_of_nobody", unlock_of_nobody},
    {"destroy_held", destroy_held},
    {"destroy_free", destroy_free},
    {"renewed_between", renewed_between},
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    CHECK(pthread_spin_init(&s_a, PTHREAD_PROCESS_PRIVATE));
    CHECK(pthread_spin_init(&s_b, PTHREAD_PROCESS_PRIVATE));
    return scenario_main(argc, argv, s_scenarios);
}
