/* order/ without memory: it counts what it lost, and makes nothing up. */
#include "order_world.h"

#include "support/cmocka_all.h"

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
    world_fini(&world);
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
        cmocka_unit_test(without_memory_it_counts_and_makes_nothing_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
