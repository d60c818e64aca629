#include "order/retire.h"

#include "order/graph.h"
#include "order/kept.h"
#include "order/shapes.h"
#include "order/state.h"
#include "order/witnesses.h"

/* Pairs of shapes to compare for one lock before we assume that it matters. */
enum { RETIRE_PAIRS_MAX = 256 };

/* What a lock does for the shapes that hold it. */
enum gate_role {
    GATE_NONE,   /* no two of them could meet in a ring */
    GATE_SHARED, /* those that could are kept apart by other locks as well */
    GATE_ONLY,   /* it keeps some of them apart, or there are too many to tell */
};

static bool may_meet(struct lc_order *order, const struct lc_shape *a, const struct lc_shape *b)
{
    for (struct lc_witness *x = a->witnesses; x; x = x->next) {
        for (struct lc_witness *y = b->witnesses; y; y = y->next) {
            if (x->segment->thread == y->segment->thread ||
                !lc_hb_ordered(&order->hb, x->segment, y->segment)) {
                return true;
            }
        }
    }
    return false;
}

/* Could any step that asks for the lock be followed by this one, which holds it? */
static bool can_follow(struct lc_order *order, const struct lc_shape_held *hold, unsigned *pairs)
{
    for (struct lc_edge *edge = hold->lock->in; edge; edge = edge->in_next) {
        for (struct lc_shape_held *asks = edge->holds; asks; asks = asks->next) {
            if ((*pairs)++ >= RETIRE_PAIRS_MAX) {
                return true;
            }
            if (lc_graph_conflict(hold->lock, asks->shape->mode, hold->mode) &&
                !lc_shapes_gated(asks->shape, hold->shape, NULL) &&
                may_meet(order, asks->shape, hold->shape)) {
                return true;
            }
        }
    }
    return false;
}

static bool can_be_in_ring(struct lc_order *order, const struct lc_order_lock *lock)
{
    unsigned pairs = 0;
    for (struct lc_edge *edge = lock->out; edge && lock->in; edge = edge->out_next) {
        for (struct lc_shape_held *hold = edge->holds; hold; hold = hold->next) {
            if (can_follow(order, hold, &pairs)) {
                return true;
            }
        }
    }
    return false;
}

/* The role between one shape that holds the lock and all that hang on one later edge. */
static enum gate_role role_between(const struct lc_shape_held *a, const struct lc_edge *edge,
                                   unsigned *pairs)
{
    enum gate_role role = GATE_NONE;
    for (const struct lc_shape_held *b = edge->holds; b && role != GATE_ONLY; b = b->next) {
        if ((*pairs)++ >= RETIRE_PAIRS_MAX) {
            return GATE_ONLY;
        }
        if (a->mode == LC_MODE_WRITE || b->mode == LC_MODE_WRITE) {
            role = lc_shapes_gated(a->shape, b->shape, a->lock) ? GATE_SHARED : GATE_ONLY;
        }
    }
    return role;
}

/* A ring has to be longer than there are permits, and each of its steps asks for another lock. */
static bool can_be_full(const struct lc_order_lock *lock)
{
    uint32_t permits = lc_graph_permits(lock);
    uint32_t asked_for = 0;
    for (const struct lc_edge *edge = lock->out; edge && permits; edge = edge->out_next) {
        asked_for++;
    }
    return asked_for > permits;
}

/* Two shapes that ask for the same lock never meet in a ring: only pairs of edges count. */
static enum gate_role gate_role(const struct lc_order_lock *lock)
{
    if (can_be_full(lock)) {
        return GATE_ONLY;
    }
    unsigned pairs = 0;
    enum gate_role role = GATE_NONE;
    for (struct lc_edge *first = lock->out; first; first = first->out_next) {
        for (struct lc_edge *second = first->out_next; second; second = second->out_next) {
            for (struct lc_shape_held *hold = first->holds; hold; hold = hold->next) {
                enum gate_role one = role_between(hold, second, &pairs);
                if (one == GATE_ONLY) {
                    return GATE_ONLY;
                }
                role = one > role ? one : role;
            }
        }
    }
    return role;
}

static void drop_requests(struct lc_order *order, struct lc_order_lock *lock)
{
    while (lock->in) {
        lc_shapes_drop(order, lock->in->holds->shape);
    }
}

/* Shapes that hold nothing else are of no use when nobody asks for the lock. */
static void drop_sole_holds(struct lc_order *order, struct lc_order_lock *lock)
{
    struct lc_edge *next_edge;
    for (struct lc_edge *edge = lock->out; edge; edge = next_edge) {
        next_edge = edge->out_next;
        struct lc_shape_held *next;
        for (struct lc_shape_held *hold = edge->holds; hold; hold = next) {
            next = hold->next;
            if (hold->shape->held_count == 1) {
                lc_shapes_drop(order, hold->shape); /* the edge goes with its last one */
            }
        }
    }
}

/* Take the lock out of everything and free it. */
static void take_out(struct lc_order *order, struct lc_order_lock *lock, enum gate_role role)
{
    lc_kept_remove(order, lock);
    lock->leaving = true;
    drop_requests(order, lock);
    while (lock->out) {
        struct lc_shape_held *hold = lock->out->holds;
        hold->shape->lost_gate |= role == GATE_ONLY;
        hold->shape->leaned |= role == GATE_SHARED;
        lc_shapes_remove_held(order, hold);
    }
    lc_graph_free_lock(order, lock);
}

/* An ended lock: free what of it cannot matter, keep the rest. */
static void settle(struct lc_order *order, struct lc_order_lock *lock)
{
    if (!can_be_in_ring(order, lock)) {
        lock->leaving = true;
        drop_requests(order, lock);
        drop_sole_holds(order, lock);
        lock->leaving = false;
        enum gate_role role = gate_role(lock);
        if (role != GATE_ONLY) {
            take_out(order, lock, role);
            return;
        }
    }
    lc_kept_push(order, lock);
}

static void settle_touched(struct lc_order *order)
{
    for (;;) {
        struct lc_order_lock *lock = lc_kept_take_touched(order);
        if (lock && lock->ended) {
            settle(order, lock);
        } else if (!lock && order->kept_count > order->kept_max) {
            order->counts.forgotten_locks++;
            take_out(order, order->kept_oldest, gate_role(order->kept_oldest));
        } else if (!lock) {
            return;
        }
    }
}

void lc_retire_end(struct lc_order *order, struct lc_order_lock *lock)
{
    lock->ended = true;
    lc_kept_touch(order, lock);
    settle_touched(order);
}

void lc_retire_withdraw(struct lc_order *order, struct lc_order_lock *lock)
{
    settle_touched(order);
    lc_kept_remove(order, lock);
    lock->leaving = true;
    drop_requests(order, lock);
    while (lock->out) {
        struct lc_shape_held *hold = lock->out->holds;
        /* It may have been the gate that made another, ended one needless. */
        hold->shape->lost_gate |= hold->shape->leaned;
        lc_shapes_remove_held(order, hold);
    }
    lc_graph_free_lock(order, lock);
    settle_touched(order);
}
