#include "order/handout.h"

#include "order/assign.h"
#include "order/graph.h"
#include "order/rings.h"
#include "order/shapes.h"
#include "order/state.h"
#include "order/witnesses.h"

static bool reserve(struct lc_order *order, const struct lc_handout *handout)
{
    struct lc_search_scratch *scratch = &order->search;
    size_t held_count = 0;
    for (size_t i = 0; i < handout->length; i++) {
        held_count += handout->frames[i].shape->held_count;
    }
    void *steps = scratch->steps;
    void *held = scratch->held;
    bool enough = lc_pool_reserve(&order->pool, &steps, &scratch->step_capacity, handout->length,
                                  sizeof(*scratch->steps)) == 0 &&
                  lc_pool_reserve(&order->pool, &held, &scratch->held_capacity, held_count,
                                  sizeof(*scratch->held)) == 0;
    scratch->steps = steps;
    scratch->held = held;
    return enough;
}

/* The held locks of one step as its thread took them, outermost first. */
static void write_held(const struct lc_shape *shape, const struct lc_witness *witness,
                       struct lc_order_held *held)
{
    for (uint32_t i = 0; i < shape->held_count; i++) {
        uint32_t place = 0;
        for (uint32_t j = 0; j < shape->held_count; j++) {
            place += shape->held[j].position < shape->held[i].position;
        }
        held[place] = (struct lc_order_held){
            .lock = shape->held[i].lock->id,
            .mode = shape->held[i].mode,
            .stack = witness->held_stacks[i],
        };
    }
}

static void write_steps(struct lc_search_scratch *scratch, const struct lc_handout *handout)
{
    struct lc_order_held *held = scratch->held;
    for (size_t i = 0; i < handout->length; i++) {
        const struct lc_shape *shape = handout->frames[i].shape;
        const struct lc_witness *witness = handout->frames[i].witness;
        write_held(shape, witness, held);
        scratch->steps[i] = (struct lc_order_step){
            .thread = witness->segment->thread,
            .segment = witness->segment->number,
            .lock = shape->lock->id,
            .mode = shape->mode,
            .stack = witness->stack,
            .held = held,
            .held_count = shape->held_count,
        };
        held += shape->held_count;
    }
}

bool lc_handout_ring(struct lc_order *order, const struct lc_handout *handout,
                     lc_order_ring_fn *found, void *context)
{
    if (!reserve(order, handout)) {
        return false;
    }
    write_steps(&order->search, handout);
    struct lc_order_ring ring = {
        .certainty = handout->certainty,
        .steps = order->search.steps,
        .step_count = handout->length,
    };
    if (lc_rings_note(order, &ring)) {
        order->counts.rings++;
        found(context, &ring);
    }
    return true;
}
