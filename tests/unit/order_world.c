#include "order_world.h"

#include "support/cmocka_all.h"

void count_ring(void *context, const struct lc_order_ring *ring)
{
    struct world *world = context;
    assert_true(ring->step_count >= 2);
    world->rings++;
}

void world_init(struct world *world)
{
    *world = (struct world){.next_lock = 100, .next_thread = 10};
    lc_arena_init(&world->arena, &lc_arena_heap, SIZE_MAX);
    world->order = lc_order_new(&world->arena);
    assert_non_null(world->order);
}

void ask(struct world *world, lc_thread_id thread, lc_lock_id outer, lc_lock_id inner,
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

void joined_thread(struct world *world)
{
    lc_thread_id thread = world->next_thread++;
    lc_order_thread_start(world->order, thread, 1);
    ask(world, thread, 0, 1, 2);
    ask(world, thread, 1, 2, 3);
    lc_order_thread_end(world->order, thread, false);
    lc_order_thread_join(world->order, 1, thread);
    ask(world, 1, 0, 1, 2);
}

void world_fini(struct world *world)
{
    lc_arena_fini(&world->arena);
}
