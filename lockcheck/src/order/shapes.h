/*
 * order/shapes.h - the distinct (L, l): what was held, compared as a set, and what was asked for.
 *
 * Owns:    shapes, from the pool of the lc_order; each owns its witnesses and keeps its edges.
 * Cost:    linear in the number of held locks.
 */
#ifndef LC_ORDER_SHAPES_H
#define LC_ORDER_SHAPES_H

#include <stdbool.h>
#include <stdint.h>

#include "order/order.h"
#include "order/table.h"

struct lc_edge;
struct lc_order_lock;
struct lc_shape;
struct lc_witness;

struct lc_shape_held {
    struct lc_shape *shape;
    struct lc_order_lock *lock;
    struct lc_edge *edge;       /* from this lock to the one asked for */
    struct lc_shape_held *next; /* of the same edge */
    struct lc_shape_held *previous;
    uint32_t mode;
    uint32_t position; /* the outermost has the lowest */
};

struct lc_shape {
    struct lc_table_link by_content;
    struct lc_order_lock *lock; /* asked for */
    uint32_t mode;
    uint32_t held_count; /* 1 or more */
    uint32_t held_capacity;
    uint32_t witness_count;
    struct lc_witness *witnesses; /* oldest first */
    /* A forgotten lock was held too: any two such shapes count as behind one gate. */
    bool lost_gate;
    /* An ended lock was taken out because others were gates already. */
    bool leaned;
    struct lc_shape_held held[]; /* ascending by lock id */
};

/* Sort the held locks of a request into order->draft. 0 or -ENOMEM. */
int lc_shapes_draft(struct lc_order *order, const struct lc_order_request *request);
/* The shape of the draft and a request. NULL without memory. */
struct lc_shape *lc_shapes_get(struct lc_order *order, lc_lock_id lock, uint32_t mode);

/* Forget a shape and its witnesses. Locks stay, even without any edge. */
void lc_shapes_drop(struct lc_order *order, struct lc_shape *shape);
/*
 * Take one lock out of what a shape holds. The shape may go: because nothing else is held, or into
 * another one that it now equals. `hold` is gone in any case.
 */
void lc_shapes_remove_held(struct lc_order *order, struct lc_shape_held *hold);

/* Does a lock other than `except` (may be NULL) keep the two from being under way together? */
bool lc_shapes_gated(const struct lc_shape *a, const struct lc_shape *b,
                     const struct lc_order_lock *except);

#endif
