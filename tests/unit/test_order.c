/* The five rules of order/order.h, each case with its silent neighbour. */
#include "order_script.h"

#include "support/cmocka_all.h"

#include <stdio.h>

static void opposite_order_in_two_threads_is_predicted(void **state)
{
    (void)state;
    FINDS("1 A>B; 2 B>A", "predicted:AB");
    FINDS_NOTHING("1 A>B; 2 A>B; 3 A>B");
}

static void a_ring_of_three_needs_all_three(void **state)
{
    (void)state;
    FINDS("1 A>B; 2 B>C; 3 C>A", "predicted:ABC");
    FINDS_NOTHING("1 A>B; 2 B>C; 3 A>C");
}

static void a_ring_of_five_needs_all_five(void **state)
{
    (void)state;
    FINDS("1 A>B; 2 B>C; 3 C>D; 4 D>E; 5 E>A", "predicted:ABCDE");
    FINDS_NOTHING("1 A>B; 2 B>C; 3 C>D; 4 D>E; 5 A>E");
}

/* Thread i takes lock i and asks for the next; the last one closes the ring, or does not. */
static const char *chain(unsigned length, bool closed)
{
    static struct order_script script;
    char text[64];
    order_script_init(&script);
    for (unsigned i = 0; i < length; i++) {
        char held = (char)('A' + i);
        char asked = (char)('A' + (i + 1) % length);
        bool swap = i + 1 == length && !closed;
        (void)snprintf(text, sizeof(text), "%u %c>%c", i + 1, swap ? asked : held,
                       swap ? held : asked);
        (void)order_script_play(&script, text);
    }
    order_script_fini(&script);
    return script.found;
}

static void a_ring_of_twenty_five_needs_all_of_them(void **state)
{
    (void)state;
    assert_string_equal(chain(25, true), "predicted:ABCDEFGHIJKLMNOPQRSTUVWXY");
    assert_string_equal(chain(25, false), "");
}

static void a_gate_on_both_sides_keeps_silent(void **state)
{
    (void)state;
    FINDS_NOTHING("1 G>A; 1 G,A>B; 2 G>B; 2 G,B>A");
    FINDS("1 G>A; 1 G,A>B; 2 B>A", "predicted:AB");
}

static void different_gates_are_no_gate(void **state)
{
    (void)state;
    FINDS("1 G,A>B; 2 H,B>A", "predicted:AB");
    FINDS_NOTHING("1 H,G,A>B; 2 G,B>A");
}

static void seen_gated_first_and_ungated_later_is_predicted(void **state)
{
    (void)state;
    FINDS("1 G,A>B; 2 G,B>A; 2 B>A", "predicted:AB");
    FINDS_NOTHING("1 G,A>B; 2 G,B>A; 2 G,B>A");
}

static void one_thread_with_both_orders_is_latent_until_another_repeats_a_half(void **state)
{
    (void)state;
    FINDS("1 A>B; 1 B>A", "latent:AB");
    FINDS("1 A>B; 1 B>A; 2 A>B", "latent:AB predicted:BA");
    FINDS_NOTHING("1 A>B; 1 A>B");
}

static void threads_ordered_by_creation_and_join_keep_silent(void **state)
{
    (void)state;
    FINDS_NOTHING("start 1 0; start 2 1; 2 A>B; join 1 2; start 3 1; 3 B>A");
    FINDS("start 1 0; start 2 1; 2 A>B; start 3 1; 3 B>A", "predicted:AB");
}

static void before_creation_is_ordered_and_after_it_is_not(void **state)
{
    (void)state;
    FINDS_NOTHING("start 1 0; 1 A>B; start 2 1; 2 B>A");
    FINDS("start 1 0; start 2 1; 1 A>B; 2 B>A", "predicted:AB");
}

static void order_goes_through_a_thread_that_did_nothing(void **state)
{
    (void)state;
    FINDS_NOTHING("start 1 0; start 2 1; start 3 2; 3 A>B; join 2 3; join 1 2; 1 B>A");
    FINDS("start 1 0; start 2 1; start 3 2; 3 A>B; detach 3; join 1 2; 1 B>A", "predicted:AB");
}

static void a_join_orders_what_follows_it_and_not_what_the_joiner_did_before(void **state)
{
    (void)state;
    FINDS("start 1 0; start 2 1; 2 A>B; start 3 2; start 4 1; 1 B>C; join 1 2; start 5 0; 5 C>A",
          "predicted:ABC");
    FINDS_NOTHING("start 1 0; start 2 1; 2 A>B; start 3 2; start 4 1; join 1 2; 1 B>C;"
                  "start 5 0; 5 C>A");
}

static void a_thread_of_unknown_origin_is_ordered_with_nothing(void **state)
{
    (void)state;
    FINDS("start 1 0; 1 A>B; start 2 0; 2 B>A", "predicted:AB");
    FINDS("start 1 0; 1 A>B; 7 B>A", "predicted:AB");
}

static void a_barrier_orders_its_phases(void **state)
{
    (void)state;
    FINDS_NOTHING("start 1 0; start 2 1; 1 A>B; phase 1 2; 2 B>A");
    FINDS("start 1 0; start 2 1; phase 1 2; 1 A>B; 2 B>A", "predicted:AB");
    FINDS("start 1 0; start 2 1; start 3 1; 1 A>B; phase 1 2; 3 B>A", "predicted:AB");
    FINDS_NOTHING("start 1 0; start 2 1; start 3 1; 1 A>B; phase 1 2; phase 2 3; 3 B>A");
}

static void hand_over_hand_around_a_circle_is_no_ring_of_one_thread(void **state)
{
    (void)state;
    FINDS("1 A>B; 1 B>C; 1 C>A", "latent:ABC");
    FINDS("1 A>B; 2 B>C; 3 C>A", "predicted:ABC");
    FINDS_NOTHING("1 A>B; 1 B>C; 1 A>C");
}

static void two_threads_cannot_make_a_ring_of_three(void **state)
{
    (void)state;
    FINDS("1 A>B; 2 B>C; 1 C>A", "latent:ABC");
    FINDS("1 A>B; 2 B>C; 1 C>A; 3 A>B", "latent:ABC predicted:BCA");
}

static void a_ring_is_handed_out_once(void **state)
{
    (void)state;
    FINDS("1 A>B; 2 B>A; 3 A>B; 4 B>A; 5 G,A>B", "predicted:AB");
    FINDS("1 A>B; 2 B>A; 2 A>B", "predicted:AB");
}

static void one_step_may_close_several_rings(void **state)
{
    (void)state;
    FINDS("1 A>B; 2 A>C; 3 B,C>A", "predicted:AC predicted:AB");
    FINDS("1 B>C; 2 C>A; 3 B>D; 4 D>A; 5 A>B", "predicted:BDA predicted:BCA");
}

static void the_shortest_ring_stands_for_the_longer_ones(void **state)
{
    (void)state;
    FINDS("1 A>B; 2 B>C; 3 A>C; 4 C>A", "predicted:AC");
}

static void a_shorter_ring_behind_a_gate_does_not_hide_a_longer_one(void **state)
{
    (void)state;
    FINDS("1 G,A>C; 2 A>B; 3 B>C; 4 G,C>A", "predicted:ABC");
}

static void an_inversion_at_the_twelfth_successor_is_found(void **state)
{
    (void)state;
    FINDS("1 A>B; 1 A>C; 1 A>D; 1 A>E; 1 A>F; 1 A>G; 1 A>H; 1 A>I; 1 A>J; 1 A>K; 1 A>L; 1 A>M;"
          "2 M>A",
          "predicted:AM");
    FINDS_NOTHING("1 A>B; 1 A>C; 1 A>D; 1 A>E; 1 A>F; 1 A>G; 1 A>H; 1 A>I; 1 A>J; 1 A>K; 1 A>L;"
                  "1 A>M; 2 N>A");
}

static void a_later_witness_serves_where_earlier_ones_are_over(void **state)
{
    (void)state;
    FINDS("start 1 0; start 2 1; 2 A>B; join 1 2; start 3 1; 3 A>B; join 1 3; start 4 1; 4 A>B;"
          "join 1 4; start 5 1; start 6 1; 5 A>B; 6 B>A",
          "predicted:AB");
    FINDS_NOTHING("start 1 0; start 2 1; 2 A>B; join 1 2; start 3 1; 3 A>B; join 1 3; start 4 1;"
                  "4 A>B; join 1 4; start 5 1; start 6 1; 6 B>A");
}

static void a_common_witness_is_not_used_twice(void **state)
{
    (void)state;
    /* B>C was done by 1 and 2, A>B by 1 only: the ring must take 2 for B>C. */
    FINDS("1 A>B; 1 B>C; 2 B>C; 3 C>A", "predicted:ABC");
    FINDS("1 A>B; 1 B>C; 3 B>C; 3 C>A", "latent:ABC");
}

static void a_step_that_nobody_can_take_leaves_the_other_steps_alone(void **state)
{
    (void)state;
    /* C>D by 1 or 2 is tried first and in vain: both have to do the steps before. */
    FINDS("1 A>B; 2 A>B; 2 B>C; 3 C,E>D; 1 C>D; 2 C>D; 9 D>A", "predicted:ABCD");
    FINDS("1 A>B; 2 A>B; 2 B>C; 1 C,E>D; 1 C>D; 2 C>D; 9 D>A", "latent:ABCD");
}

static void a_lock_that_ended_is_another_lock_afterwards(void **state)
{
    (void)state;
    FINDS_NOTHING("1 A>B; end A; 2 B>A");
    FINDS_NOTHING("1 A>B; end B; 2 B>A");
    FINDS("1 A>B; 2 B>A; end A; 1 A>B; 2 B>A", "predicted:AB predicted:AB");
}

static void a_ring_may_go_through_a_lock_that_has_ended(void **state)
{
    (void)state;
    FINDS("1 A>B; 2 B>C; end B; 3 C>A", "predicted:ABC");
    FINDS_NOTHING("1 A>B; end B; 2 B>C; 3 C>A");
}

static void an_ended_lock_is_still_a_gate(void **state)
{
    (void)state;
    FINDS_NOTHING("1 A>B; 2 G,B>C; 3 G,C>D; end G; 4 D>A");
    FINDS("1 A>B; 2 G,B>C; 3 C>D; end G; 4 D>A", "predicted:ABCD");
}

static void an_ended_gate_counts_even_if_the_gate_beside_it_never_was_a_lock(void **state)
{
    (void)state;
    FINDS_NOTHING("1 P,Q,X>Y; 3 Y>R; 2 P,R,X>Z; end X; withdraw P; 4 Z>Q");
    FINDS("1 P,Q>Y; 3 Y>R; 2 P,R>Z; withdraw P; 4 Z>Q", "predicted:QYRZ");
}

static void what_never_was_a_lock_makes_no_ring(void **state)
{
    (void)state;
    FINDS_NOTHING("1 S>A; withdraw S; 2 A>S");
    FINDS_NOTHING("1 A>S; 2 S>B; withdraw S; 3 B>A");
    FINDS("1 A>S; 2 S>B; 3 B>A", "predicted:ASB");
}

static void what_never_was_a_lock_is_no_gate(void **state)
{
    (void)state;
    FINDS("1 S,A>B; withdraw S; 2 B>A", "predicted:AB");
    FINDS_NOTHING("1 S,A>B; 2 S,B>A");
    FINDS("1 S,A>B; 2 S,B>A; withdraw S; 2 B>A", "predicted:AB");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opposite_order_in_two_threads_is_predicted),
        cmocka_unit_test(a_ring_of_three_needs_all_three),
        cmocka_unit_test(a_ring_of_five_needs_all_five),
        cmocka_unit_test(a_ring_of_twenty_five_needs_all_of_them),
        cmocka_unit_test(a_gate_on_both_sides_keeps_silent),
        cmocka_unit_test(different_gates_are_no_gate),
        cmocka_unit_test(seen_gated_first_and_ungated_later_is_predicted),
        cmocka_unit_test(one_thread_with_both_orders_is_latent_until_another_repeats_a_half),
        cmocka_unit_test(threads_ordered_by_creation_and_join_keep_silent),
        cmocka_unit_test(before_creation_is_ordered_and_after_it_is_not),
        cmocka_unit_test(order_goes_through_a_thread_that_did_nothing),
        cmocka_unit_test(a_join_orders_what_follows_it_and_not_what_the_joiner_did_before),
        cmocka_unit_test(a_thread_of_unknown_origin_is_ordered_with_nothing),
        cmocka_unit_test(a_barrier_orders_its_phases),
        cmocka_unit_test(hand_over_hand_around_a_circle_is_no_ring_of_one_thread),
        cmocka_unit_test(two_threads_cannot_make_a_ring_of_three),
        cmocka_unit_test(a_ring_is_handed_out_once),
        cmocka_unit_test(one_step_may_close_several_rings),
        cmocka_unit_test(the_shortest_ring_stands_for_the_longer_ones),
        cmocka_unit_test(a_shorter_ring_behind_a_gate_does_not_hide_a_longer_one),
        cmocka_unit_test(an_inversion_at_the_twelfth_successor_is_found),
        cmocka_unit_test(a_later_witness_serves_where_earlier_ones_are_over),
        cmocka_unit_test(a_common_witness_is_not_used_twice),
        cmocka_unit_test(a_step_that_nobody_can_take_leaves_the_other_steps_alone),
        cmocka_unit_test(a_lock_that_ended_is_another_lock_afterwards),
        cmocka_unit_test(a_ring_may_go_through_a_lock_that_has_ended),
        cmocka_unit_test(an_ended_lock_is_still_a_gate),
        cmocka_unit_test(an_ended_gate_counts_even_if_the_gate_beside_it_never_was_a_lock),
        cmocka_unit_test(what_never_was_a_lock_makes_no_ring),
        cmocka_unit_test(what_never_was_a_lock_is_no_gate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
