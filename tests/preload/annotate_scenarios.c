/*
 * A lock that the program makes itself, told about (ANNOTATED) or not, beside its nearest correct
 * neighbours. Runs the same without the library.
 */
#include "preload/hang.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#include "lockcheck/annotate.h"

#ifdef ANNOTATED
#define TELL(call) call
#else
#define TELL(call) ((void)0)
#endif

/* The word is -1: written; else how many read. */
struct home_made {
    atomic_int word;
    pthread_mutex_t inside; /* something for other locks to be inside of */
};

static struct home_made s_a = {0, PTHREAD_MUTEX_INITIALIZER};
static struct home_made s_b = {0, PTHREAD_MUTEX_INITIALIZER};
static pthread_mutex_t s_m = PTHREAD_MUTEX_INITIALIZER;

static bool try_enter(struct home_made *lock, enum lockcheck_mode mode)
{
    int seen = atomic_load(&lock->word);
    if (mode == LOCKCHECK_WRITE ? seen != 0 : seen < 0) {
        return false;
    }
    return atomic_compare_exchange_strong(&lock->word, &seen,
                                          mode == LOCKCHECK_WRITE ? -1 : seen + 1);
}

static bool try_lock(struct home_made *lock, enum lockcheck_mode mode)
{
    bool entered = try_enter(lock, mode);
    if (entered) {
        TELL(lockcheck_locked(lock, mode));
    }
    return entered;
}

static void lock(struct home_made *lock, enum lockcheck_mode mode)
{
    TELL(lockcheck_will_lock(lock, mode));
    while (!try_enter(lock, mode)) {
    }
    TELL(lockcheck_locked(lock, mode));
}

static void unlock(struct home_made *lock)
{
    TELL(lockcheck_will_unlock(lock));
    if (atomic_load(&lock->word) < 0) {
        atomic_store(&lock->word, 0);
    } else {
        atomic_fetch_sub(&lock->word, 1);
    }
}

static void nest(struct home_made *outer, enum lockcheck_mode outer_mode, struct home_made *inner,
                 enum lockcheck_mode inner_mode)
{
    lock(outer, outer_mode);
    lock(inner, inner_mode);
    unlock(inner);
    unlock(outer);
}

static void ab(void)
{
    nest(&s_a, LOCKCHECK_WRITE, &s_b, LOCKCHECK_WRITE);
}

static void ba(void)
{
    nest(&s_b, LOCKCHECK_WRITE, &s_a, LOCKCHECK_WRITE);
}

static void read_ab(void)
{
    nest(&s_a, LOCKCHECK_READ, &s_b, LOCKCHECK_READ);
}

static void read_ba(void)
{
    nest(&s_b, LOCKCHECK_READ, &s_a, LOCKCHECK_READ);
}

static void try_ba(void)
{
    lock(&s_b, LOCKCHECK_WRITE);
    EXPECT(try_lock(&s_a, LOCKCHECK_WRITE));
    unlock(&s_a);
    unlock(&s_b);
}

static void abba(void)
{
    IN_TURN(ab, ba);
}

static void abab(void)
{
    IN_TURN(ab, ab);
}

static void readers(void)
{
    IN_TURN(read_ab, read_ba);
}

static void reader_and_writers(void)
{
    IN_TURN(read_ab, ba);
}

static void try_second(void)
{
    IN_TURN(ab, try_ba);
}

static void a_then_mutex(void)
{
    lock(&s_a, LOCKCHECK_WRITE);
    CHECK(pthread_mutex_lock(&s_m));
    CHECK(pthread_mutex_unlock(&s_m));
    unlock(&s_a);
}

static void mutex_then_a(void)
{
    CHECK(pthread_mutex_lock(&s_m));
    lock(&s_a, LOCKCHECK_WRITE);
    unlock(&s_a);
    CHECK(pthread_mutex_unlock(&s_m));
}

static void with_mutex(void)
{
    IN_TURN(a_then_mutex, mutex_then_a);
}

static void named(void)
{
    lockcheck_lock_created(&s_a, "accounts");
    lockcheck_name_class(&s_m, "journal.lock");
    IN_TURN(a_then_mutex, mutex_then_a);
}

/* ---- Lifetimes ---- */

static void ab_then_new_a(void)
{
    ab();
    TELL(lockcheck_lock_destroyed(&s_a));
    TELL(lockcheck_lock_created(&s_a, NULL));
}

static void renewed(void)
{
    IN_TURN(ab_then_new_a, ba);
}

static void unlock_a(void)
{
    unlock(&s_a);
}

static void unlock_of_other(void)
{
    lock(&s_a, LOCKCHECK_WRITE);
    in_thread(unlock_a);
}

static void unlock_of_nobody(void)
{
    atomic_store(&s_a.word, -1);
    unlock_a();
}

static void destroy_held(void)
{
    lock(&s_a, LOCKCHECK_WRITE);
    lockcheck_lock_destroyed(&s_a);
}

/* ---- Unpublished ---- */

static struct home_made s_object = {0, PTHREAD_MUTEX_INITIALIZER};

/* A constructor that holds the new object's mutex while it registers it. */
static void construct(void)
{
    CHECK(pthread_mutex_lock(&s_object.inside));
    CHECK(pthread_mutex_lock(&s_m));
    CHECK(pthread_mutex_unlock(&s_m));
    CHECK(pthread_mutex_unlock(&s_object.inside));
}

static void construct_private(void)
{
    lockcheck_unpublished(&s_object, sizeof(s_object));
    construct();
    lockcheck_published(&s_object);
}

static void construct_published_early(void)
{
    lockcheck_unpublished(&s_object, sizeof(s_object));
    construct();
    lockcheck_published(&s_object);
    construct();
}

static void use_object(void)
{
    CHECK(pthread_mutex_lock(&s_m));
    CHECK(pthread_mutex_lock(&s_object.inside));
    CHECK(pthread_mutex_unlock(&s_object.inside));
    CHECK(pthread_mutex_unlock(&s_m));
}

static void unpublished(void)
{
    IN_TURN(construct_private, use_object);
}

static void published(void)
{
    IN_TURN(construct_published_early, use_object);
}

static void never_unpublished(void)
{
    IN_TURN(construct, use_object);
}

/* ---- Orders ---- */

static int s_token;

static void ab_before(void)
{
    ab();
    lockcheck_happens_before(&s_token);
}

static void ba_after(void)
{
    lockcheck_happens_after(&s_token);
    ba();
}

static void ba_before_and_after(void)
{
    ba();
    lockcheck_happens_after(&s_token);
}

static void ordered(void)
{
    IN_TURN(ab_before, ba_after, ba_after);
}

static void ordered_too_late(void)
{
    IN_TURN(ab_before, ba_before_and_after);
}

/* ---- Real hangs ---- */

static void hold_a(void)
{
    lock(&s_a, LOCKCHECK_WRITE);
}

static void hold_b(void)
{
    lock(&s_b, LOCKCHECK_WRITE);
}

static void hold_m(void)
{
    CHECK(pthread_mutex_lock(&s_m));
}

static void read_a(void)
{
    lock(&s_a, LOCKCHECK_READ);
}

/* Both spin; only the main thread, which joins them, is left to notice. */
static void both_spin(void)
{
    HOLD_THEN_WANT({hold_a, hold_b}, {hold_b, hold_a});
}

static void one_spins(void)
{
    HOLD_THEN_WANT({hold_a, hold_m}, {hold_m, hold_a});
}

static void three_in_a_ring(void)
{
    HOLD_THEN_WANT({hold_a, hold_m}, {hold_m, hold_b}, {hold_b, read_a});
}

/* One waits for long, and what it waits for comes. */
static void *release_late(void *unused)
{
    struct timespec pause = {0, 900000000};
    lock(&s_a, LOCKCHECK_WRITE);
    end_turn();
    EXPECT(nanosleep(&pause, NULL) == 0);
    unlock(&s_a);
    return unused;
}

static void *take_b_then_a(void *unused)
{
    lock(&s_b, LOCKCHECK_WRITE);
    lock(&s_a, LOCKCHECK_WRITE);
    unlock(&s_a);
    unlock(&s_b);
    return unused;
}

static void long_spin(void)
{
    pthread_t holder, spinner;
    s_turns.turn = 0;
    CHECK(pthread_create(&holder, NULL, release_late, NULL));
    wait_for_turn(1);
    CHECK(pthread_create(&spinner, NULL, take_b_then_a, NULL));
    CHECK(pthread_join(spinner, NULL));
    CHECK(pthread_join(holder, NULL));
}

static const struct scenario s_scenarios[] = {
    {"both_spin", both_spin},
    {"one_spins", one_spins},
    {"three_in_a_ring", three_in_a_ring},
    {"long_spin", long_spin},
    {"abba", abba},
    {"abab", abab},
    {"readers", readers},
    {"reader_and_writers", reader_and_writers},
    {"try_second", try_second},
    {"with_mutex", with_mutex},
    {"named", named},
    {"renewed", renewed},
    {"unlock_of_other", unlock_of_other},
    {"unlock_of_nobody", unlock_of_nobody},
    {"destroy_held", destroy_held},
    {"unpublished", unpublished},
    {"published", published},
    {"never_unpublished", never_unpublished},
    {"ordered", ordered},
    {"ordered_too_late", ordered_too_late},
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    return scenario_main(argc, argv, s_scenarios);
}
