/* Traces of several processes: which orders are found to clash, and which are not. */
#include "actor.h"

#include "support/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

static void opposite_orders_of_two_processes_are_a_ring(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    takes(&actors[0], 10 * NS, 1, 1, 2);
    takes(&actors[1], 20 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 2, PREDICTED), 1);
}

static void it_names_processes_and_threads(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    takes(&actors[0], 10 * NS, 2, 1, 2);
    takes(&actors[1], 20 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 2, "process 100 (actor), thread T2"), 1);
}

static void one_order_in_both_is_none(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    takes(&actors[0], 10 * NS, 1, 1, 2);
    takes(&actors[1], 20 * NS, 1, 1, 2);
    assert_int_equal(count_in_report(actors, 2, "WARNING"), 0);
}

static void a_ring_of_three_processes_is_one_finding(void **state)
{
    (void)state;
    struct actor actors[3];
    two(actors);
    actor_init(&actors[2], 300, 3 * NS);
    takes(&actors[0], 10 * NS, 1, 1, 2);
    takes(&actors[1], 20 * NS, 1, 2, 3);
    takes(&actors[2], 30 * NS, 1, 3, 1);
    assert_int_equal(count_in_report(actors, 3, PREDICTED), 1);
}

static void a_ring_within_one_process_is_its_own_to_tell(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    takes(&actors[0], 10 * NS, 1, 1, 2);
    takes(&actors[0], 11 * NS, 2, 2, 1);
    takes(&actors[1], 20 * NS, 1, 3, 4);
    assert_int_equal(count_in_report(actors, 2, "WARNING"), 0);
}

static void a_gate_in_shared_memory_keeps_processes_apart(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    takes_gated(&actors[0], 10 * NS, 1, 9, 1, 2);
    takes_gated(&actors[1], 20 * NS, 1, 9, 2, 1);
    assert_int_equal(count_in_report(actors, 2, "WARNING"), 0);
}

static void a_trace_given_twice_is_one_process(void **state)
{
    (void)state;
    struct actor actors[3];
    two(actors);
    takes(&actors[0], 10 * NS, 1, 1, 2);
    takes(&actors[0], 11 * NS, 1, 2, 1); /* by one thread: a defect only with another one */
    takes(&actors[1], 20 * NS, 1, 3, 4);
    actor_init(&actors[2], 100, 1 * NS);
    takes(&actors[2], 10 * NS, 1, 1, 2);
    takes(&actors[2], 11 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 3, "WARNING"), 0);
}

static void another_file_has_other_locks(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    actors[1].inode = 6;
    takes(&actors[0], 10 * NS, 1, 1, 2);
    takes(&actors[1], 20 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 2, "WARNING"), 0);
}

static void an_inode_given_out_again_is_another_file(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    actors[1].birth_ns = 15 * NS;
    takes(&actors[0], 10 * NS, 1, 1, 2);
    takes(&actors[1], 20 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 2, "WARNING"), 0);
}

static void after_the_machine_started_anew_nothing_is_the_same(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    trace_builder_header(&actors[1].builder)->boot_id = BOOT + 1;
    takes(&actors[0], 10 * NS, 1, 1, 2);
    takes(&actors[1], 20 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 2, "WARNING"), 0);
}

static void a_file_of_unknown_birth_makes_a_possible_finding(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    actors[0].birth_ns = actors[1].birth_ns = 0;
    takes(&actors[0], 10 * NS, 1, 1, 2);
    takes(&actors[1], 20 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 2, "lock-order (possible)"), 1);
}

static void a_lock_initialised_between_is_two(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    takes(&actors[0], 10 * NS, 1, 1, 2);
    happens(&actors[1], LC_EVENT_LOCK_END, 15 * NS, 0, lock_at(&actors[1], 1));
    takes(&actors[1], 20 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 2, "WARNING"), 0);
}

static void what_one_process_knows_to_be_no_lock_is_none(void **state)
{
    (void)state;
    struct actor actors[3];
    two(actors);
    actor_init(&actors[2], 300, 3 * NS);
    takes(&actors[0], 10 * NS, 1, 1, 2);
    takes(&actors[1], 20 * NS, 1, 2, 1);
    trace_add_lock_gone(&actors[2].builder, lock_at(&actors[2], 1), 0, LC_GONE_WITHDRAWN);
    assert_int_equal(count_in_report(actors, 3, "WARNING"), 0);
}

static void a_full_trace_makes_predictions_possible(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    takes(&actors[0], 10 * NS, 1, 1, 2);
    takes(&actors[1], 20 * NS, 1, 2, 1);
    trace_builder_header(&actors[1].builder)->counts.dropped_trace_full = 1;
    assert_int_equal(count_in_report(actors, 2, "lock-order (possible)"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opposite_orders_of_two_processes_are_a_ring),
        cmocka_unit_test(it_names_processes_and_threads),
        cmocka_unit_test(one_order_in_both_is_none),
        cmocka_unit_test(a_ring_of_three_processes_is_one_finding),
        cmocka_unit_test(a_ring_within_one_process_is_its_own_to_tell),
        cmocka_unit_test(a_gate_in_shared_memory_keeps_processes_apart),
        cmocka_unit_test(a_trace_given_twice_is_one_process),
        cmocka_unit_test(another_file_has_other_locks),
        cmocka_unit_test(an_inode_given_out_again_is_another_file),
        cmocka_unit_test(after_the_machine_started_anew_nothing_is_the_same),
        cmocka_unit_test(a_file_of_unknown_birth_makes_a_possible_finding),
        cmocka_unit_test(a_lock_initialised_between_is_two),
        cmocka_unit_test(what_one_process_knows_to_be_no_lock_is_none),
        cmocka_unit_test(a_full_trace_makes_predictions_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
