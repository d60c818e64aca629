/* Read-write locks: each defect beside its nearest correct neighbour. */
#include "preload/rwlock.h"

#include <errno.h>
#include <time.h>

static pthread_rwlock_t s_a = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t s_b = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t s_gate = PTHREAD_RWLOCK_INITIALIZER;

typedef void take(pthread_rwlock_t *lock);

static void nest(take *outer, pthread_rwlock_t *first, take *inner, pthread_rwlock_t *second)
{
    outer(first);
    inner(second);
    u(second);
    u(first);
}

/* PART(NAME, mode of the outer, the outer, mode of the inner, the inner) */
#define PART(name, outer, first, inner, second)  \
    static void name(void)                       \
    {                                            \
        nest(outer, &(first), inner, &(second)); \
    }

PART(wa_wb, w, s_a, w, s_b)
PART(wb_wa, w, s_b, w, s_a)
PART(ra_rb, r, s_a, r, s_b)
PART(rb_ra, r, s_b, r, s_a)
PART(ra_wb, r, s_a, w, s_b)
PART(rb_wa, r, s_b, w, s_a)
PART(wa_rb, w, s_a, r, s_b)
PART(wb_ra, w, s_b, r, s_a)

#define ORDER(name, ...)      \
    static void name(void)    \
    {                         \
        IN_TURN(__VA_ARGS__); \
    }

ORDER(writers, wa_wb, wb_wa)
ORDER(writers_same_order, wa_wb, wa_wb)
ORDER(reader_then_writer, ra_wb, rb_wa)
ORDER(readers, ra_rb, rb_ra)
/* One of the two edges is read against read: nobody waits there. */
ORDER(readers_at_one_lock, ra_wb, rb_ra)
ORDER(writers_then_readers, wa_rb, wb_ra)
ORDER(reader_of_a_readers_lock, wa_rb, rb_wa)

/* ---- Gates ---- */

static void gated(take *mode, void (*part)(void))
{
    mode(&s_gate);
    part();
    u(&s_gate);
}

static void read_gate_wa_wb(void)
{
    gated(r, wa_wb);
}

static void read_gate_wb_wa(void)
{
    gated(r, wb_wa);
}

static void write_gate_wb_wa(void)
{
    gated(w, wb_wa);
}

ORDER(gate_of_readers, read_gate_wa_wb, read_gate_wb_wa)
ORDER(gate_of_a_writer, read_gate_wa_wb, write_gate_wb_wa)

/* ---- Kinds that let writers go first ---- */

static void make_both_writer_first(void)
{
    make_writer_first(&s_a);
    make_writer_first(&s_b);
}

static void write_both(void)
{
    w(&s_a);
    u(&s_a);
    w(&s_b);
    u(&s_b);
}

static void writer_first_readers(void)
{
    make_both_writer_first();
    IN_TURN(write_both, ra_rb, rb_ra);
}

static void writer_first_written_later(void)
{
    make_both_writer_first();
    IN_TURN(ra_rb, rb_ra, write_both);
}

static void writer_first_never_written(void)
{
    make_both_writer_first();
    write_both(); /* before there is anybody to block */
    IN_TURN(ra_rb, rb_ra);
}

static void default_readers_written(void)
{
    IN_TURN(write_both, ra_rb, rb_ra);
}

/* ---- Try and timed ---- */

static void soon(struct timespec *deadline, clockid_t clock)
{
    CHECK(clock_gettime(clock, deadline) ? errno : 0);
    deadline->tv_sec += 10;
}

static void wb_then_try_a(void)
{
    w(&s_b);
    CHECK(pthread_rwlock_trywrlock(&s_a));
    u(&s_a);
    CHECK(pthread_rwlock_tryrdlock(&s_a));
    u(&s_a);
    u(&s_b);
}

static void timed_wb_then_wa(void)
{
    struct timespec deadline;
    soon(&deadline, CLOCK_REALTIME);
    w(&s_b);
    CHECK(pthread_rwlock_timedwrlock(&s_a, &deadline));
    u(&s_a);
    u(&s_b);
}

static void clock_wb_then_ra(void)
{
    struct timespec deadline;
    soon(&deadline, CLOCK_MONOTONIC);
    w(&s_b);
    CHECK(pthread_rwlock_clockrdlock(&s_a, CLOCK_MONOTONIC, &deadline));
    u(&s_a);
    u(&s_b);
}

ORDER(try_second, wa_wb, wb_then_try_a)
ORDER(timed_second, wa_wb, timed_wb_then_wa)
ORDER(clock_second, wa_wb, clock_wb_then_ra)

/* Every variant gives what it should, beside nobody and beside a holder. */
static void hold_a_for_others(void)
{
    w(&s_a);
}

static void find_a_taken(void)
{
    struct timespec past = {1, 0};
    EXPECT(pthread_rwlock_tryrdlock(&s_a) == EBUSY);
    EXPECT(pthread_rwlock_trywrlock(&s_a) == EBUSY);
    EXPECT(pthread_rwlock_timedrdlock(&s_a, &past) == ETIMEDOUT);
    EXPECT(pthread_rwlock_timedwrlock(&s_a, &past) == ETIMEDOUT);
    EXPECT(pthread_rwlock_clockrdlock(&s_a, CLOCK_MONOTONIC, &past) == ETIMEDOUT);
    EXPECT(pthread_rwlock_clockwrlock(&s_a, CLOCK_MONOTONIC, &past) == ETIMEDOUT);
}

static void results(void)
{
    hold_a_for_others();
    EXPECT(pthread_rwlock_wrlock(&s_a) == EDEADLK);
    EXPECT(pthread_rwlock_rdlock(&s_a) == EDEADLK);
    in_thread(find_a_taken);
    u(&s_a);
    wa_wb();
}

/* ---- Reading twice ---- */

static void read_twice(void)
{
    r(&s_a);
    r(&s_a);
    CHECK(pthread_rwlock_tryrdlock(&s_a));
    w(&s_b);
    u(&s_b);
    u(&s_a);
    u(&s_a);
    u(&s_a);
    w(&s_b); /* nothing is held any more */
    w(&s_a);
    u(&s_a);
    u(&s_b);
}

ORDER(recursive_read, read_twice)

static void renew_a(void)
{
    wa_wb();
    CHECK(pthread_rwlock_destroy(&s_a));
    CHECK(pthread_rwlock_init(&s_a, NULL));
}

ORDER(renewed_between, renew_a, wb_wa)

#define SCENARIO(name) \
    {                  \
#name, name    \
    }

static const struct scenario s_scenarios[] = {
    SCENARIO(writers),
    SCENARIO(writers_same_order),
    SCENARIO(reader_then_writer),
    SCENARIO(readers),
    SCENARIO(readers_at_one_lock),
    SCENARIO(writers_then_readers),
    SCENARIO(reader_of_a_readers_lock),
    SCENARIO(gate_of_readers),
    SCENARIO(gate_of_a_writer),
    SCENARIO(writer_first_readers),
    SCENARIO(writer_first_written_later),
    SCENARIO(writer_first_never_written),
    SCENARIO(default_readers_written),
    SCENARIO(try_second),
    SCENARIO(timed_second),
    SCENARIO(clock_second),
    SCENARIO(results),
    SCENARIO(recursive_read),
    SCENARIO(renewed_between),
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    return scenario_main(argc, argv, s_scenarios);
}
