#include "order/order.h"

#include <errno.h>

#include "order/graph.h"
#include "order/retire.h"
#include "order/search.h"
#include "order/shapes.h"
#include "order/state.h"
#include "order/witnesses.h"

struct lc_order *lc_order_new(struct lc_arena *arena)
{
    struct lc_pool first = {.arena = arena};
    struct lc_order *order = lc_pool_alloc(&first, sizeof(*order));
    if (!order) {
        return NULL;
    }
    order->pool = first;
    order->kept_max = LC_RETIRE_KEPT_MAX;
    if (lc_hb_init(&order->hb, &order->pool) != 0 ||
        lc_table_init(&order->locks, &order->pool) != 0 ||
        lc_table_init(&order->edges, &order->pool) != 0 ||
        lc_table_init(&order->shapes, &order->pool) != 0 ||
        lc_table_init(&order->rings, &order->pool) != 0) {
        return NULL;
    }
    return order;
}

/* Without memory for one event all that come after it are of no use: see order/hb.h. */
static void count_broken(struct lc_order *order)
{
    order->counts.no_memory += order->hb.broken;
}

void lc_order_thread_start(struct lc_order *order, lc_thread_id thread, lc_thread_id parent)
{
    lc_hb_start(&order->hb, thread, parent);
    count_broken(order);
}

void lc_order_thread_join(struct lc_order *order, lc_thread_id joiner, lc_thread_id joined)
{
    lc_hb_join(&order->hb, joiner, joined);
    count_broken(order);
}

void lc_order_thread_end(struct lc_order *order, lc_thread_id thread, bool detached)
{
    lc_hb_end(&order->hb, thread, detached);
}

void lc_order_phase(struct lc_order *order, const lc_thread_id *threads, size_t thread_count)
{
    lc_hb_phase(&order->hb, threads, thread_count);
    count_broken(order);
}

uint32_t lc_order_segment(const struct lc_order *order, lc_thread_id thread)
{
    return lc_hb_number(&order->hb, thread);
}

struct lc_hb_segment *lc_order_keep(struct lc_order *order, lc_thread_id thread)
{
    struct lc_hb_segment *segment = lc_hb_now(&order->hb, thread);
    if (segment) {
        segment->witness_count++;
    }
    return segment;
}

void lc_order_let_go(struct lc_order *order, struct lc_hb_segment *segment)
{
    (void)order;
    segment->witness_count--;
}

bool lc_order_are_ordered(struct lc_order *order, struct lc_hb_segment *a, struct lc_hb_segment *b)
{
    return lc_hb_ordered(&order->hb, a, b);
}

void lc_order_lock_flags(struct lc_order *order, lc_lock_id id, uint32_t flags)
{
    /* A lock without a dependency needs no record to say that nothing is special about it. */
    struct lc_order_lock *lock = flags ? lc_graph_get(order, id) : lc_graph_find(order, id);
    if (lock) {
        lock->flags = flags;
    } else if (flags) {
        order->counts.no_memory++;
    }
}

void lc_order_lock_end(struct lc_order *order, lc_lock_id id)
{
    struct lc_order_lock *lock = lc_graph_find(order, id);
    if (lock && !lock->ended) {
        lc_retire_end(order, lock);
    }
}

void lc_order_lock_withdraw(struct lc_order *order, lc_lock_id id)
{
    struct lc_order_lock *lock = lc_graph_find(order, id);
    if (lock) {
        lc_retire_withdraw(order, lock);
    }
}

/* Is the witness new in what it says? NULL without memory, *ret_new is set otherwise. */
static struct lc_witness *witness_of(struct lc_order *order, struct lc_shape *shape,
                                     struct lc_hb_segment *segment, uint32_t stack, bool *ret_new)
{
    struct lc_witness *witness = lc_witnesses_find(shape, segment);
    if (!witness) {
        *ret_new = true;
        return lc_witnesses_add(order, shape, segment, stack);
    }
    *ret_new = witness->inherited;
    witness->inherited = false;
    return witness;
}

static int no_memory(struct lc_order *order)
{
    order->counts.no_memory++;
    return -ENOMEM;
}

int lc_order_add(struct lc_order *order, const struct lc_order_request *request,
                 lc_order_ring_fn *found, void *context)
{
    struct lc_hb_segment *segment = lc_hb_now(&order->hb, request->thread);
    if (!segment || lc_shapes_draft(order, request) != 0) {
        return no_memory(order);
    }
    if (order->draft.count == 0) {
        return 0;
    }
    struct lc_shape *shape = lc_shapes_get(order, request->lock, request->mode);
    if (!shape) {
        return no_memory(order);
    }
    bool is_new;
    struct lc_witness *witness = witness_of(order, shape, segment, request->stack, &is_new);
    if (!witness) {
        if (!shape->witnesses) {
            lc_shapes_drop(order, shape);
        }
        return no_memory(order);
    }
    if (is_new) {
        order->counts.witnesses++;
        lc_search_run(order, shape, witness, found, context);
    }
    return 0;
}

static void recheck_edge(struct lc_order *order, const struct lc_edge *edge,
                         lc_order_ring_fn *found, void *context)
{
    for (struct lc_shape_held *hold = edge->holds; hold; hold = hold->next) {
        struct lc_shape *shape = hold->shape;
        if (hold != &shape->held[0]) {
            continue; /* its turn comes with the first lock that it holds */
        }
        for (struct lc_witness *w = shape->witnesses; w; w = w->next) {
            lc_search_run(order, shape, w, found, context);
        }
    }
}

void lc_order_recheck(struct lc_order *order, lc_lock_id id, lc_order_ring_fn *found, void *context)
{
    struct lc_order_lock *lock = lc_graph_find(order, id);
    for (struct lc_edge *edge = lock ? lock->in : NULL; edge; edge = edge->in_next) {
        recheck_edge(order, edge, found, context);
    }
}

struct lc_order_counts lc_order_counts(const struct lc_order *order)
{
    return order->counts;
}
