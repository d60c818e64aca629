/* order/ at size: many locks, many threads, long lives. */
#include "order_world.h"

#include "support/cmocka_all.h"

#include "order/state.h"

static void twenty_thousand_locks_between_the_halves_hide_nothing(void **state)
{
    (void)state;
    for (int inverted = 0; inverted < 2; inverted++) {
        struct world world;
        world_init(&world);
        ask(&world, 1, 0, 1, 2);
        for (unsigned i = 0; i < 20000; i++) {
            ask(&world, 1, 0, world.next_lock, world.next_lock + 1);
            world.next_lock++;
        }
        ask(&world, 2, 0, inverted ? 2 : 1, inverted ? 1 : 2);
        assert_int_equal(world.rings, inverted);
        world_fini(&world);
    }
}

enum { MANY = 130 };

static void one_hundred_and_thirty_held_locks_are_all_seen(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MANY; i++) {
        struct world world;
        world_init(&world);
        struct lc_order_held held[MANY];
        for (unsigned j = 0; j < MANY; j++) {
            held[j] = (struct lc_order_held){.lock = 1000 + (j * 7919) % MANY};
        }
        ask(&world, 1, 0, 1, held[i].lock);
        struct lc_order_request request = {
            .thread = 2, .lock = 1, .held = held, .held_count = MANY};
        assert_int_equal(lc_order_add(world.order, &request, count_ring, &world), 0);
        assert_int_equal(world.rings, 1);
        request.thread = 1; /* the same once more, by the thread of the other half */
        assert_int_equal(lc_order_add(world.order, &request, count_ring, &world), 0);
        assert_int_equal(world.rings, 1);
        world_fini(&world);
    }
}

static void check_steps(void *context, const struct lc_order_ring *ring)
{
    (void)context;
    assert_int_equal(ring->step_count, 2);
    const struct lc_order_step *step = &ring->steps[0];
    assert_int_equal(step->thread, 2);
    assert_int_equal(step->segment, 1);
    assert_int_equal(step->lock, 5);
    assert_int_equal(step->mode, LC_MODE_READ);
    assert_int_equal(step->stack, 44);
    assert_int_equal(step->held_count, 3);
    static const struct lc_order_held expected[] = {
        {9, LC_MODE_WRITE, 41}, {3, LC_MODE_READ, 42}, {7, LC_MODE_WRITE, 43}};
    assert_memory_equal(step->held, expected, sizeof(expected));
    assert_int_equal(ring->steps[1].thread, 1);
    assert_int_equal(ring->steps[1].lock, 9);
    assert_int_equal(ring->steps[1].stack, 32);
    assert_int_equal(ring->steps[1].held[0].stack, 31);
}

/* Many joined threads do 1 > 2, then one that runs on, or is joined too; then 2 > 1 by another. */
static unsigned rings_after(unsigned thread_count, bool last_is_joined)
{
    struct world world;
    world_init(&world);
    for (unsigned i = 0; i < thread_count; i++) {
        joined_thread(&world);
    }
    lc_order_thread_start(world.order, 5, 1);
    lc_order_thread_start(world.order, 6, 1);
    ask(&world, 5, 0, 1, 2);
    lc_order_thread_end(world.order, 5, false);
    if (last_is_joined) {
        lc_order_thread_join(world.order, 6, 5);
    }
    ask(&world, 6, 0, 2, 1);
    unsigned rings = world.rings;
    world_fini(&world);
    return rings;
}

static void the_newest_witness_counts_however_many_came_before(void **state)
{
    (void)state;
    for (unsigned count = 0; count < 60; count++) {
        assert_int_equal(rings_after(count, false), 1);
        assert_int_equal(rings_after(count, true), 0);
    }
}

/* A long life full of things done: every one of them must be told from what comes after it. */
static void a_long_history_is_not_walked_again_and_again(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    for (unsigned i = 0; i < 20000; i++) {
        lc_thread_id thread = world.next_thread++;
        lc_lock_id lock = world.next_lock++;
        lc_order_thread_start(world.order, thread, 1);
        ask(&world, 1, 0, lock, 1000000 + lock);
        ask(&world, thread, 0, 1000000 + lock, 2000000 + lock);
        lc_order_thread_end(world.order, thread, false);
        lc_order_thread_join(world.order, 1, thread);
        ask(&world, 1, 0, 2000000 + lock, 1000000 + lock);
    }
    uint64_t walked = world.order->hb.walked;
    assert_int_equal(world.rings, 0);
    /* Less than one segment for each question, with tens of thousands of segments around. */
    assert_true(world.order->hb.segment_count > 20000);
    assert_true(walked < 20000);
    world_fini(&world);
}

static void steps_come_back_as_they_were_given(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    lc_order_thread_start(world.order, 1, 0);
    lc_order_thread_start(world.order, 2, 1);
    lc_order_thread_start(world.order, 3, 2);
    assert_int_equal(lc_order_segment(world.order, 2), 1);
    assert_int_equal(lc_order_segment(world.order, 77), 0);
    const struct lc_order_held first = {5, LC_MODE_WRITE, 31};
    assert_int_equal(
        lc_order_add(world.order,
                     &(struct lc_order_request){
                         .thread = 1, .lock = 9, .stack = 32, .held = &first, .held_count = 1},
                     check_steps, NULL),
        0);
    const struct lc_order_held second[] = {
        {9, LC_MODE_WRITE, 41}, {3, LC_MODE_READ, 42}, {7, LC_MODE_WRITE, 43}};
    assert_int_equal(lc_order_add(world.order,
                                  &(struct lc_order_request){.thread = 2,
                                                             .lock = 5,
                                                             .mode = LC_MODE_READ,
                                                             .stack = 44,
                                                             .held = second,
                                                             .held_count = 3},
                                  check_steps, NULL),
                     0);
    struct lc_order_counts counts = lc_order_counts(world.order);
    assert_int_equal(counts.rings, 1);
    assert_int_equal(counts.dependencies, 2);
    assert_int_equal(counts.locks, 4);
    world_fini(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twenty_thousand_locks_between_the_halves_hide_nothing),
        cmocka_unit_test(one_hundred_and_thirty_held_locks_are_all_seen),
        cmocka_unit_test(the_newest_witness_counts_however_many_came_before),
        cmocka_unit_test(a_long_history_is_not_walked_again_and_again),
        cmocka_unit_test(steps_come_back_as_they_were_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
