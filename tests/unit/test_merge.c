/* Traces of several processes, built by hand: which orders are found to clash, and which are not.
 */
#include "support/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "support/report_text.h"

enum { BOOT = 77, NS = 1000 };

/* One process: its trace, and the id in it of each lock of its memory, by offset. */
struct actor {
    struct trace_builder builder;
    uint32_t object;
    uint64_t inode, birth_ns;
    uint32_t locks[16];
};

static void actor_init(struct actor *actor, uint32_t pid, uint64_t start_ns)
{
    *actor = (struct actor){.inode = 5, .birth_ns = 9};
    trace_builder_init(&actor->builder, pid);
    struct lc_trace_header *header = trace_builder_header(&actor->builder);
    header->boot_id = BOOT;
    header->start_monotonic_ns = start_ns;
    header->start_realtime_ns = start_ns;
    trace_add_process(&actor->builder, "/srv/actor", "/srv", "");
    (void)trace_add_thread(&actor->builder, "", 0, 0);
    (void)trace_add_thread(&actor->builder, "", 0, 0);
}

static uint32_t lock_at(struct actor *actor, uint32_t offset)
{
    if (!actor->object) {
        actor->object = trace_add_object(&actor->builder, actor->inode, actor->birth_ns, false);
    }
    if (!actor->locks[offset]) {
        actor->locks[offset] = trace_add_lock(&actor->builder, &(struct lc_trace_lock){
                                                                   .kind = LC_LOCK_MUTEX,
                                                                   .place = LC_PLACE_SHARED,
                                                                   .flags = LC_LOCK_FLAG_PSHARED,
                                                                   .module = actor->object,
                                                                   .device = 1,
                                                                   .inode = actor->inode,
                                                                   .offset = offset,
                                                               });
    }
    return actor->locks[offset];
}

/* At `at_ns` the thread, holding `held` and maybe `gate` around it, asks for `want`. */
static void takes_gated(struct actor *actor, uint64_t at_ns, uint32_t thread, uint32_t gate,
                        uint32_t held, uint32_t want)
{
    struct lc_trace_held both[2] = {{.lock = lock_at(actor, held)}};
    uint32_t count = 1;
    if (gate) {
        both[count++].lock = lock_at(actor, gate);
    }
    struct trace_step step = {.thread = thread,
                              .want = lock_at(actor, want),
                              .waited_ns = at_ns,
                              .held = both,
                              .held_count = count};
    (void)trace_add_dependency(&actor->builder, &step);
}

static void takes(struct actor *actor, uint64_t at_ns, uint32_t thread, uint32_t held,
                  uint32_t want)
{
    takes_gated(actor, at_ns, thread, 0, held, want);
}

static void happens(struct actor *actor, enum lc_event what, uint64_t at_ns, uint32_t thread,
                    uint32_t other)
{
    trace_add_event(&actor->builder, what, at_ns, thread, &other, 1);
}

/* How often `wanted` is in the report of all, possible findings included. Ends the actors. */
static int count_in_report(struct actor *actors, size_t count, const char *wanted)
{
    struct trace_builder builders[4];
    assert_true(count <= 4);
    for (size_t i = 0; i < count; i++) {
        builders[i] = actors[i].builder;
    }
    int status;
    char *text =
        report_text(&(struct lc_report_options){.show_all = true}, builders, count, &status);
    int found = 0;
    for (const char *at = text; (at = strstr(at, wanted)) != NULL; at++) {
        found++;
    }
    free(text);
    for (size_t i = 0; i < count; i++) {
        trace_builder_fini(&actors[i].builder);
    }
    return found;
}

#define PREDICTED "lock-order (predicted)"

static void two(struct actor actors[2])
{
    actor_init(&actors[0], 100, 1 * NS);
    actor_init(&actors[1], 200, 2 * NS);
}

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
        cmocka_unit_test(what_the_parent_did_before_the_fork_is_over),
        cmocka_unit_test(what_the_parent_does_after_the_fork_is_not),
        cmocka_unit_test(another_thread_of_the_parent_is_beside_the_child),
        cmocka_unit_test(a_thread_joined_before_the_fork_is_over_too),
        cmocka_unit_test(all_threads_of_a_child_are_before_the_wait),
        cmocka_unit_test(a_child_before_the_next_one_begins_is_over),
        cmocka_unit_test(children_that_live_together_are_not_ordered),
        cmocka_unit_test(a_spawned_child_is_after_the_call_alone),
        cmocka_unit_test(a_child_begun_unseen_is_after_all_before_it),
        cmocka_unit_test(a_lock_initialised_between_is_two),
        cmocka_unit_test(what_one_process_knows_to_be_no_lock_is_none),
        cmocka_unit_test(a_full_trace_makes_predictions_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
