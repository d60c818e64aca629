/*
 * order_world.h - an lc_order of which rings are counted, nothing else is kept.
 */
#ifndef TESTS_UNIT_ORDER_WORLD_H
#define TESTS_UNIT_ORDER_WORLD_H

#include "base/arena.h"
#include "order/order.h"

struct world {
    struct lc_arena arena;
    struct lc_order *order;
    unsigned rings;
    lc_lock_id next_lock;
    lc_thread_id next_thread;
};

void world_init(struct world *world);
void world_fini(struct world *world);

/* lc_order_ring_fn: `context` is the world. */
void count_ring(void *context, const struct lc_order_ring *ring);

/* The thread asks for `wanted` holding `outer`, unless that is 0, and `inner`. */
void ask(struct world *world, lc_thread_id thread, lc_lock_id outer, lc_lock_id inner,
         lc_lock_id wanted);

/* A thread of a moment, which thread 1 creates and joins. */
void joined_thread(struct world *world);

#endif
