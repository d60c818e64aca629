/* order/ under churn: what is short-lived leaves nothing behind. */
#include "order_script.h"
#include "order_world.h"

#include "support/cmocka_all.h"

#include "order/state.h"

/* Ten times the rounds need no more memory than the first tenth took. */
static void is_flat(void (*round)(struct world *), unsigned rounds, unsigned rings_a_round)
{
    struct world world;
    world_init(&world);
    for (unsigned i = 0; i < rounds; i++) {
        round(&world);
    }
    size_t bytes = world.arena.total_bytes;
    for (unsigned i = 0; i < 9 * rounds; i++) {
        round(&world);
    }
    assert_int_equal(world.arena.total_bytes, bytes);
    assert_int_equal(world.rings, 10 * rounds * rings_a_round);
    world_fini(&world);
}

static void detached_thread(struct world *world)
{
    lc_thread_id thread = world->next_thread++;
    lc_order_thread_start(world->order, thread, 1);
    ask(world, thread, 0, 1, 2);
    lc_order_thread_end(world->order, thread, true);
}

/* Created by one, joined by another: the segments of neither may pile up. */
static void handed_over_thread(struct world *world)
{
    lc_thread_id thread = world->next_thread++;
    lc_order_thread_start(world->order, thread, 1);
    ask(world, thread, 0, 1, 2);
    lc_order_thread_end(world->order, thread, false);
    lc_order_thread_join(world->order, 2, thread);
}

static void short_lived_threads_need_no_memory(void **state)
{
    (void)state;
    is_flat(joined_thread, 1000, 0);
    is_flat(detached_thread, 1000, 0);
    is_flat(handed_over_thread, 1000, 0);
}

static void barrier_phase(struct world *world)
{
    static const lc_thread_id threads[] = {1, 2, 3, 4};
    lc_thread_id busy = 1 + world->next_thread++ % 4;
    ask(world, busy, 0, 1, 2);
    lc_order_phase(world->order, threads, 4);
}

static void barrier_phases_need_no_memory(void **state)
{
    (void)state;
    is_flat(barrier_phase, 2000, 0);
}

/* P > X, P,X > Y, P,X > Z with a new X each time, by several threads. */
static void lock_under_a_parent(struct world *world)
{
    lc_lock_id lock = world->next_lock++;
    lc_thread_id thread = 1 + lock % 3;
    ask(world, thread, 0, 1, lock);
    ask(world, thread, 1, lock, 2);
    ask(world, thread, 1, lock, 3);
    lc_order_lock_end(world->order, lock);
}

/* P > X by one thread and X > Y by another: could close a ring later, so it is kept a while. */
static void lock_that_could_matter(struct world *world)
{
    lc_lock_id lock = world->next_lock++;
    ask(world, 1 + lock % 3, 0, 1, lock);
    ask(world, 1 + (lock + 1) % 3, 0, lock, 2);
    lc_order_lock_end(world->order, lock);
}

/* X is a gate before two others, and asked for under a third. */
static void lock_that_is_a_gate(struct world *world)
{
    lc_lock_id lock = world->next_lock++;
    ask(world, 1, 0, 1, lock);
    ask(world, 2, lock, 2, 3);
    ask(world, 3, lock, 4, 5);
    lc_order_lock_end(world->order, lock);
}

static void pair_with_a_ring(struct world *world)
{
    lc_lock_id a = world->next_lock++;
    lc_lock_id b = world->next_lock++;
    ask(world, 1, 0, a, b);
    ask(world, 2, 0, b, a);
    lc_order_lock_end(world->order, a);
    lc_order_lock_end(world->order, b);
}

static void withdrawn_lock(struct world *world)
{
    lc_lock_id lock = world->next_lock++;
    ask(world, 1, 0, 1, lock);
    ask(world, 2, 1, lock, 2);
    lc_order_lock_withdraw(world->order, lock);
}

static void short_lived_locks_need_no_memory(void **state)
{
    (void)state;
    is_flat(lock_under_a_parent, 5000, 0);
    is_flat(lock_that_could_matter, 10000, 0);
    is_flat(lock_that_is_a_gate, 10000, 0);
    is_flat(pair_with_a_ring, 10000, 1);
    is_flat(withdrawn_lock, 1000, 0);
}

static void nothing_is_forgotten_of_locks_under_a_parent(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    for (unsigned i = 0; i < 10000; i++) {
        lock_under_a_parent(&world);
    }
    assert_int_equal(lc_order_counts(world.order).forgotten_locks, 0);
    for (unsigned i = 0; i < 10000; i++) {
        lock_that_could_matter(&world);
    }
    assert_true(lc_order_counts(world.order).forgotten_locks > 0);
    world_fini(&world);
}

static void a_forgotten_gate_still_keeps_its_ring_silent(void **state)
{
    (void)state;
    struct order_script script;
    order_script_init(&script);
    script.order->kept_max = 0;
    assert_string_equal(order_script_play(&script, "1 A>B; 2 G,B>C; 3 G,C>D; end G; 4 D>A"), "");
    assert_int_equal(lc_order_counts(script.order).forgotten_locks, 1);
    /* What was done under it is not lost for rings with others. */
    assert_string_equal(order_script_play(&script, "4 C>B"), "predicted:BC");
    order_script_fini(&script);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_lived_threads_need_no_memory),
        cmocka_unit_test(barrier_phases_need_no_memory),
        cmocka_unit_test(short_lived_locks_need_no_memory),
        cmocka_unit_test(nothing_is_forgotten_of_locks_under_a_parent),
        cmocka_unit_test(a_forgotten_gate_still_keeps_its_ring_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
