/* What the mode and the kind of a lock change, each case with its silent neighbour. */
#include "order_script.h"

#include "support/cmocka_all.h"

static void a_ring_with_more_steps_than_permits_keeps_silent(void **state)
{
    (void)state;
    FINDS_NOTHING("two G; 1 g,A>B; 2 g,B>C; 3 g,C>A");
    FINDS("three G; 1 g,A>B; 2 g,B>C; 3 g,C>A", "predicted:ABC");
    FINDS("two G; 1 g,A>B; 2 g,B>A", "predicted:AB");
    FINDS("two G; 1 g,A>B; 2 g,B>C; 3 C>A", "predicted:ABC");
}

static void permits_of_an_ended_lock_still_keep_apart(void **state)
{
    (void)state;
    FINDS_NOTHING("two G; 1 g,A>B; 2 g,B>C; 3 g,C>D; end G; 4 D>A");
    FINDS("three G; 1 g,A>B; 2 g,B>C; 3 g,C>D; end G; 4 D>A", "predicted:ABCD");
}

static void permits_of_what_was_posted_by_others_keep_nobody_apart(void **state)
{
    (void)state;
    FINDS("two G; 1 g,A>B; 2 g,B>C; withdraw G; 3 C>A", "predicted:ABC");
}

/* What is taken by trylock is held without ever having been asked for. */
static void a_try_makes_no_dependency_and_what_it_took_does(void **state)
{
    (void)state;
    FINDS_NOTHING("1 A>B; 2 B>C");           /* 2 tried A under B */
    FINDS("1 A>B; 2 B,C>A", "predicted:AB"); /* 2 tried B, then C, and asks for A */
}

static void a_recursive_lock_held_twice_counts_once(void **state)
{
    (void)state;
    FINDS("1 A,A>B; 2 B,B>A", "predicted:AB");
    FINDS_NOTHING("1 A,A>B; 2 A>B");
    FINDS("1 a,A>B; 2 B>a", "predicted:AB");
    FINDS_NOTHING("1 a,a>B; 2 B>a");
    FINDS_NOTHING("1 A>A; 2 A>A"); /* against the contract, and harmless */
}

static void readers_wait_for_writers_only(void **state)
{
    (void)state;
    FINDS("1 a>B; 2 B>A", "predicted:AB");
    FINDS("1 A>B; 2 B>a", "predicted:AB");
    FINDS_NOTHING("1 a>B; 2 B>a");
    FINDS_NOTHING("1 a>b; 2 b>a");
}

static void readers_wait_for_readers_where_a_writer_may_queue_between(void **state)
{
    (void)state;
    FINDS("writer-first A; 1 a>B; 2 B>a", "predicted:AB");
    FINDS_NOTHING("writer-first A; 1 a>b; 2 b>a");
    FINDS("writer-first A; writer-first B; 1 a>b; 2 b>a", "predicted:AB");
    FINDS_NOTHING("writer-first A; plain A; 1 a>B; 2 B>a");
}

static void a_ring_of_readers_is_found_again_once_a_writer_comes(void **state)
{
    (void)state;
    FINDS("1 a>B; 2 B>a; writer-first A; recheck A", "predicted:AB");
    FINDS_NOTHING("1 a>B; 2 B>a; recheck A");
    FINDS("1 a>b; 2 b>a; writer-first A; recheck A; writer-first B; recheck B", "predicted:BA");
    FINDS_NOTHING("1 a>b; 2 b>a; writer-first A; recheck A");
    FINDS("1 a>B; 2 B>a; writer-first A; recheck A; recheck A; 3 B>a", "predicted:AB");
    FINDS_NOTHING("recheck A");
}

static void flags_that_change_late_are_seen_when_looking_again(void **state)
{
    (void)state;
    FINDS("writer-first B; 1 a>b; 2 b>a; writer-first A; recheck A", "predicted:AB");
    FINDS_NOTHING("writer-first B; 1 a>b; 2 b>a; recheck A; recheck B");
    FINDS("doubt A; 1 A>B; 2 B>A; plain A; recheck A; recheck B", "possible:AB predicted:AB");
    FINDS_NOTHING("recheck A; 1 A>B; recheck A; recheck B");
}

static void a_gate_read_by_both_is_no_gate(void **state)
{
    (void)state;
    FINDS("1 g,A>B; 2 g,B>A", "predicted:AB");
    FINDS_NOTHING("1 g,A>B; 2 G,B>A");
    FINDS_NOTHING("1 G,A>B; 2 g,B>A");
    FINDS("writer-first G; 1 g,A>B; 2 g,B>A", "predicted:AB");
}

static void a_doubtful_lock_makes_a_possible_ring(void **state)
{
    (void)state;
    FINDS("doubt A; 1 A>B; 2 B>A", "possible:AB");
    FINDS("doubt G; 1 G,A>B; 2 B>A", "predicted:AB");
    FINDS("doubt A; 1 A>B; 2 B>A; plain A; 3 B>A", "possible:AB predicted:AB");
    FINDS("doubt A; 1 A>B; 1 B>A", "latent:AB");
}

static void a_predicted_ring_comes_before_a_shorter_possible_one(void **state)
{
    (void)state;
    FINDS("doubt D; 1 A>B; 2 B>C; 3 D>E; 4 C,E>D; 5 C,E>A", "possible:DE predicted:ABC");
    FINDS("doubt D; 1 A>B; 2 B>C; 3 A>D; 4 C,D>A", "predicted:ABC possible:AD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_with_more_steps_than_permits_keeps_silent),
        cmocka_unit_test(permits_of_an_ended_lock_still_keep_apart),
        cmocka_unit_test(permits_of_what_was_posted_by_others_keep_nobody_apart),
        cmocka_unit_test(a_try_makes_no_dependency_and_what_it_took_does),
        cmocka_unit_test(a_recursive_lock_held_twice_counts_once),
        cmocka_unit_test(readers_wait_for_writers_only),
        cmocka_unit_test(readers_wait_for_readers_where_a_writer_may_queue_between),
        cmocka_unit_test(a_ring_of_readers_is_found_again_once_a_writer_comes),
        cmocka_unit_test(flags_that_change_late_are_seen_when_looking_again),
        cmocka_unit_test(a_gate_read_by_both_is_no_gate),
        cmocka_unit_test(a_doubtful_lock_makes_a_possible_ring),
        cmocka_unit_test(a_predicted_ring_comes_before_a_shorter_possible_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
