/* Traces of several processes: what was over before other things began. */
#include "actor.h"

#include "support/cmocka_all.h"

static void what_the_parent_did_before_the_fork_is_over(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    takes(&actors[0], 10 * NS, 1, 1, 2);
    trace_add_forked(&actors[1].builder, 15 * NS, 100, 1 * NS, 1);
    takes(&actors[1], 20 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 2, "WARNING"), 0);
}

static void what_the_parent_does_after_the_fork_is_not(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    trace_add_forked(&actors[1].builder, 5 * NS, 100, 1 * NS, 1);
    takes(&actors[0], 10 * NS, 1, 1, 2);
    takes(&actors[1], 20 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 2, PREDICTED), 1);
}

static void another_thread_of_the_parent_is_beside_the_child(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    takes(&actors[0], 10 * NS, 2, 1, 2);
    trace_add_forked(&actors[1].builder, 15 * NS, 100, 1 * NS, 1);
    takes(&actors[1], 20 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 2, PREDICTED), 1);
}

static void a_thread_joined_before_the_fork_is_over_too(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    takes(&actors[0], 10 * NS, 2, 1, 2);
    happens(&actors[0], LC_EVENT_THREAD_JOIN, 12 * NS, 1, 2);
    trace_add_forked(&actors[1].builder, 15 * NS, 100, 1 * NS, 1);
    takes(&actors[1], 20 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 2, "WARNING"), 0);
}

static void all_threads_of_a_child_are_before_the_wait(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    trace_add_forked(&actors[1].builder, 5 * NS, 100, 1 * NS, 1);
    happens(&actors[1], LC_EVENT_THREAD_START, 6 * NS, 2, 1);
    takes(&actors[1], 10 * NS, 2, 2, 1);
    happens(&actors[0], LC_EVENT_WAITED, 15 * NS, 1, 200);
    takes(&actors[0], 20 * NS, 1, 1, 2);
    assert_int_equal(count_in_report(actors, 2, "WARNING"), 0);
}

static void a_child_before_the_next_one_begins_is_over(void **state)
{
    (void)state;
    struct actor actors[3];
    two(actors);
    actor_init(&actors[2], 300, 17 * NS);
    trace_add_forked(&actors[1].builder, 5 * NS, 100, 1 * NS, 1);
    takes(&actors[1], 10 * NS, 1, 2, 1);
    happens(&actors[0], LC_EVENT_WAITED, 15 * NS, 1, 200);
    trace_add_forked(&actors[2].builder, 17 * NS, 100, 1 * NS, 1);
    takes(&actors[2], 20 * NS, 1, 1, 2);
    assert_int_equal(count_in_report(actors, 3, "WARNING"), 0);
}

static void children_that_live_together_are_not_ordered(void **state)
{
    (void)state;
    struct actor actors[3];
    two(actors);
    actor_init(&actors[2], 300, 6 * NS);
    trace_add_forked(&actors[1].builder, 5 * NS, 100, 1 * NS, 1);
    takes(&actors[1], 10 * NS, 1, 2, 1);
    trace_add_forked(&actors[2].builder, 6 * NS, 100, 1 * NS, 1);
    happens(&actors[0], LC_EVENT_WAITED, 15 * NS, 1, 200);
    takes(&actors[2], 20 * NS, 1, 1, 2);
    assert_int_equal(count_in_report(actors, 3, PREDICTED), 1);
}

static void a_spawned_child_is_after_the_call_alone(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    trace_builder_header(&actors[1].builder)->parent_pid = 100;
    trace_builder_header(&actors[1].builder)->start_monotonic_ns = 15 * NS;
    happens(&actors[0], LC_EVENT_SPAWNED, 5 * NS, 1, 200);
    takes(&actors[0], 10 * NS, 1, 1, 2); /* while the child is being loaded */
    takes(&actors[1], 20 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 2, PREDICTED), 1);
}

static void a_child_begun_unseen_is_after_all_before_it(void **state)
{
    (void)state;
    struct actor actors[2];
    two(actors);
    trace_builder_header(&actors[1].builder)->parent_pid = 100;
    trace_builder_header(&actors[1].builder)->start_monotonic_ns = 15 * NS;
    takes(&actors[0], 10 * NS, 2, 1, 2);
    takes(&actors[1], 20 * NS, 1, 2, 1);
    assert_int_equal(count_in_report(actors, 2, "WARNING"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_parent_did_before_the_fork_is_over),
        cmocka_unit_test(what_the_parent_does_after_the_fork_is_not),
        cmocka_unit_test(another_thread_of_the_parent_is_beside_the_child),
        cmocka_unit_test(a_thread_joined_before_the_fork_is_over_too),
        cmocka_unit_test(all_threads_of_a_child_are_before_the_wait),
        cmocka_unit_test(a_child_before_the_next_one_begins_is_over),
        cmocka_unit_test(children_that_live_together_are_not_ordered),
        cmocka_unit_test(a_spawned_child_is_after_the_call_alone),
        cmocka_unit_test(a_child_begun_unseen_is_after_all_before_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
