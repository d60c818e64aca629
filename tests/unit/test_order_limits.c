/* order/ under churn, at size, and without memory. */
#include "order_script.h"

#include "support/cmocka_all.h"

#include "base/arena.h"
#include "order/state.h"

/* What the churn tests have in common: rings are counted, nothing else is kept. */
struct world {
    struct lc_arena arena;
    struct lc_order *order;
    unsigned rings;
    lc_lock_id next_lock;
    lc_thread_id next_thread;
};

static void count_ring(void *context, const struct lc_order_ring *ring)
{
    struct world *world = context;
    assert_true(ring->step_count >= 2);
    world->rings++;
}

static void world_init(struct world *world)
{
    *world = (struct world){.next_lock = 100, .next_thread = 10};
    lc_arena_init(&world->arena, &lc_arena_heap, SIZE_MAX);
    world->order = lc_order_new(&world->arena);
    assert_non_null(world->order);
}

static void ask(struct world *world, lc_thread_id thread, lc_lock_id outer, lc_lock_id inner,
                lc_lock_id wanted)
{
    struct lc_order_held held[2] = {{.lock = outer}, {.lock = inner}};
    struct lc_order_request request = {
        .thread = thread,
        .lock = wanted,
        .held = outer ? held : held + 1,
        .held_count = outer ? 2 : 1,
    };
    assert_int_equal(lc_order_add(world->order, &request, count_ring, world), 0);
}

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
    lc_arena_fini(&world.arena);
}

static void joined_thread(struct world *world)
{
    lc_thread_id thread = world->next_thread++;
    lc_order_thread_start(world->order, thread, 1);
    ask(world, thread, 0, 1, 2);
    ask(world, thread, 1, 2, 3);
    lc_order_thread_end(world->order, thread, false);
    lc_order_thread_join(world->order, 1, thread);
    ask(world, 1, 0, 1, 2);
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
    lc_arena_fini(&world.arena);
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
        lc_arena_fini(&world.arena);
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
        lc_arena_fini(&world.arena);
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
    lc_arena_fini(&world.arena);
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
    lc_arena_fini(&world.arena);
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
    lc_arena_fini(&world.arena);
}

/* ---- Without memory ---- */

void *__real_lc_arena_alloc(struct lc_arena *arena, size_t bytes);
void *__wrap_lc_arena_alloc(struct lc_arena *arena, size_t bytes);

static unsigned s_allocations_left = UINT32_MAX;
static unsigned s_refused;

void *__wrap_lc_arena_alloc(struct lc_arena *arena, size_t bytes)
{
    if (s_allocations_left == 0) {
        s_refused++;
        return NULL;
    }
    s_allocations_left -= s_allocations_left != UINT32_MAX;
    return __real_lc_arena_alloc(arena, bytes);
}

/* With the join the last request is ordered after all others: any ring with it would be made up. */
static void play_short_of_memory(struct world *world, bool joined)
{
    lc_order_thread_start(world->order, 1, 0);
    lc_order_thread_start(world->order, 2, 1);
    for (lc_lock_id i = 1; i < 40; i++) {
        struct lc_order_held held[2] = {{.lock = i}, {.lock = i + 1}};
        struct lc_order_request request = {
            .thread = 2, .lock = i + 2, .held = held, .held_count = 2};
        (void)lc_order_add(world->order, &request, count_ring, world);
    }
    lc_order_lock_end(world->order, 20);
    lc_order_thread_end(world->order, 2, false);
    if (joined) {
        lc_order_thread_join(world->order, 1, 2);
    }
    struct lc_order_held held = {.lock = 12};
    struct lc_order_request request = {.thread = 1, .lock = 2, .held = &held, .held_count = 1};
    (void)lc_order_add(world->order, &request, count_ring, world);
    lc_order_lock_withdraw(world->order, 5);
}

/* Play with so many allocations; true: that was enough. */
static bool play_with(unsigned allocations, bool joined)
{
    struct world world = {.rings = 0};
    bool enough = false;
    lc_arena_init(&world.arena, &lc_arena_heap, SIZE_MAX);
    s_allocations_left = allocations;
    s_refused = 0;
    world.order = lc_order_new(&world.arena);
    if (world.order) {
        play_short_of_memory(&world, joined);
        struct lc_order_counts counts = lc_order_counts(world.order);
        uint64_t lost = counts.no_memory + counts.search_cut;
        enough = s_refused == 0;
        assert_true(world.rings <= !joined);
        assert_true(lost > 0 || world.rings == !joined);
        assert_true(!enough || lost == 0);
    }
    s_allocations_left = UINT32_MAX;
    lc_arena_fini(&world.arena);
    return enough;
}

static void without_memory_it_counts_and_makes_nothing_up(void **state)
{
    (void)state;
    for (int joined = 0; joined < 2; joined++) {
        unsigned allocations = 0;
        while (!play_with(allocations, joined)) {
            allocations++;
        }
        assert_true(allocations > 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_lived_threads_need_no_memory),
        cmocka_unit_test(barrier_phases_need_no_memory),
        cmocka_unit_test(short_lived_locks_need_no_memory),
        cmocka_unit_test(nothing_is_forgotten_of_locks_under_a_parent),
        cmocka_unit_test(a_forgotten_gate_still_keeps_its_ring_silent),
        cmocka_unit_test(twenty_thousand_locks_between_the_halves_hide_nothing),
        cmocka_unit_test(one_hundred_and_thirty_held_locks_are_all_seen),
        cmocka_unit_test(the_newest_witness_counts_however_many_came_before),
        cmocka_unit_test(a_long_history_is_not_walked_again_and_again),
        cmocka_unit_test(steps_come_back_as_they_were_given),
        cmocka_unit_test(without_memory_it_counts_and_makes_nothing_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
