/* When a thread is refused a lock in a row, and when it has got on in between: one thread's books.
 */
#include "support/cmocka_all.h"

#include <errno.h>

#include "runtime/held.h"
#include "runtime/livelock.h"
#include "runtime/refusal.h"
#include "trace/format.h"

static struct lc_thread s_self;
static int s_a, s_b, s_c;
static unsigned s_looks;

/* In the place of the real one, which would look at other threads. */
void __wrap_lc_livelock_look(struct lc_thread *self, void *lock, uint64_t asked);
void __wrap_lc_livelock_look(struct lc_thread *self, void *lock, uint64_t asked)
{
    (void)lock;
    (void)asked;
    s_looks += self == &s_self;
}

static uint32_t claim(unsigned mode)
{
    return lc_claim_ready(&s_self, LC_HELD_INFO(LC_LOCK_RWLOCK, mode, 1), 0);
}

static void take(int *lock)
{
    lc_taken(&s_self, claim(LC_MODE_WRITE), lock);
}

static void give(int *lock)
{
    assert_true(lc_released(&s_self, lock, NULL));
}

static void be_refused(int *lock)
{
    assert_int_equal(lc_refused(&s_self, claim(LC_MODE_WRITE), lock, EBUSY), EBUSY);
}

static uint32_t refusals(void)
{
    return LC_REFUSALS(lc_load_relaxed(&s_self.refusal.state));
}

static unsigned rounds(void)
{
    return LC_REFUSAL_ROUNDS(lc_load_relaxed(&s_self.refusal.state));
}

static int set_up(void **state)
{
    (void)state;
    s_self = (struct lc_thread){.held = s_self.held_start, .held_max = LC_HELD_START};
    s_looks = 0;
    return 0;
}

static void tries_with_a_lock_kept_are_a_row_in_one_round(void **state)
{
    (void)state;
    take(&s_a);
    for (int i = 0; i < 5; i++) {
        be_refused(&s_b);
    }
    assert_int_equal(refusals(), 5);
    assert_int_equal(rounds(), 0);
    assert_int_equal(lc_held_count(&s_self), 1);
}

static void giving_back_and_taking_again_is_a_round(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        take(&s_a);
        be_refused(&s_b);
        give(&s_a);
    }
    assert_int_equal(refusals(), 5);
    assert_int_equal(rounds(), 4);
}

static void one_of_two_given_back_is_a_round(void **state)
{
    (void)state;
    take(&s_a);
    for (int i = 0; i < 5; i++) {
        take(&s_b);
        be_refused(&s_c);
        give(&s_b);
    }
    assert_int_equal(refusals(), 5);
    assert_int_equal(rounds(), 4);
}

static void the_lock_got_in_between_ends_the_row(void **state)
{
    (void)state;
    take(&s_a);
    be_refused(&s_b);
    be_refused(&s_b);
    take(&s_b);
    give(&s_b);
    be_refused(&s_b);
    assert_int_equal(refusals(), 1);
    be_refused(&s_b);
    assert_int_equal(refusals(), 2);
}

static void the_lock_got_between_two_rounds_ends_the_row(void **state)
{
    (void)state;
    take(&s_a);
    be_refused(&s_b);
    give(&s_a);
    take(&s_b);
    give(&s_b);
    take(&s_a);
    be_refused(&s_b);
    assert_int_equal(refusals(), 1);
}

/* As many were taken as in a round: only the marks tell that this was none. */
static void the_lock_got_with_one_kept_and_one_given_back_ends_the_row(void **state)
{
    (void)state;
    take(&s_a);
    take(&s_b);
    be_refused(&s_c);
    give(&s_b);
    take(&s_c);
    give(&s_c);
    take(&s_b);
    be_refused(&s_c);
    assert_int_equal(refusals(), 1);
}

static void another_lock_is_another_row(void **state)
{
    (void)state;
    take(&s_a);
    be_refused(&s_b);
    be_refused(&s_c);
    assert_int_equal(refusals(), 1);
    be_refused(&s_b);
    assert_int_equal(refusals(), 1);
}

static void another_mode_is_another_row(void **state)
{
    (void)state;
    take(&s_a);
    be_refused(&s_b);
    (void)lc_refused(&s_self, claim(LC_MODE_READ), &s_b, EBUSY);
    assert_int_equal(refusals(), 1);
}

static void other_locks_held_are_another_row(void **state)
{
    (void)state;
    take(&s_a);
    be_refused(&s_c);
    give(&s_a);
    take(&s_b);
    be_refused(&s_c);
    assert_int_equal(refusals(), 1);
}

static void with_nothing_held_nothing_counts(void **state)
{
    (void)state;
    be_refused(&s_b);
    assert_int_equal(refusals(), 0);
}

static void other_errors_do_not_count(void **state)
{
    (void)state;
    take(&s_a);
    assert_int_equal(lc_refused(&s_self, claim(LC_MODE_WRITE), &s_b, EINVAL), EINVAL);
    assert_int_equal(refusals(), 0);
    assert_int_equal(lc_refused(&s_self, claim(LC_MODE_WRITE), &s_b, ETIMEDOUT), ETIMEDOUT);
    assert_int_equal(refusals(), 1);
    assert_int_equal(lc_held_count(&s_self), 1);
}

static void a_mark_is_no_part_of_the_mode(void **state)
{
    (void)state;
    lc_taken(&s_self, claim(LC_MODE_READ), &s_a);
    be_refused(&s_b);
    assert_true(s_self.held[0].info & LC_HELD_MARKED);
    assert_int_equal(lc_held_mode(&s_self.held[0]), LC_MODE_READ);
    assert_false(lc_held_is_nested(&s_self.held[0]));
    give(&s_a);
}

static void it_looks_at_others_whenever_the_row_has_doubled(void **state)
{
    (void)state;
    take(&s_a);
    for (int i = 0; i < LC_REFUSALS_HALF - 1; i++) {
        be_refused(&s_b);
    }
    assert_int_equal(s_looks, 0);
    be_refused(&s_b);
    assert_int_equal(s_looks, 1);
    while (refusals() < 8 * LC_REFUSALS_HALF) {
        be_refused(&s_b);
    }
    assert_int_equal(s_looks, 4);
}

/* Below the newest ones nothing is looked at: what is taken there again ends the row. */
static void below_many_held_locks_it_does_not_look(void **state)
{
    (void)state;
    int locks[LC_REFUSAL_HELD_MAX + 1];
    for (int i = 0; i <= LC_REFUSAL_HELD_MAX; i++) {
        take(&locks[i]);
    }
    be_refused(&s_b);
    be_refused(&s_b);
    assert_int_equal(refusals(), 2);
    for (int i = LC_REFUSAL_HELD_MAX; i >= 0; i--) {
        give(&locks[i]);
    }
    for (int i = 0; i <= LC_REFUSAL_HELD_MAX; i++) {
        take(&locks[i]);
    }
    be_refused(&s_b);
    assert_int_equal(refusals(), 1);
}

#define CASE(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(tries_with_a_lock_kept_are_a_row_in_one_round),
        CASE(giving_back_and_taking_again_is_a_round),
        CASE(one_of_two_given_back_is_a_round),
        CASE(the_lock_got_in_between_ends_the_row),
        CASE(the_lock_got_between_two_rounds_ends_the_row),
        CASE(the_lock_got_with_one_kept_and_one_given_back_ends_the_row),
        CASE(another_lock_is_another_row),
        CASE(another_mode_is_another_row),
        CASE(other_locks_held_are_another_row),
        CASE(with_nothing_held_nothing_counts),
        CASE(other_errors_do_not_count),
        CASE(a_mark_is_no_part_of_the_mode),
        CASE(it_looks_at_others_whenever_the_row_has_doubled),
        CASE(below_many_held_locks_it_does_not_look),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
