/*
 * order/graph.h - locks, and which was asked for while which other was held.
 *
 * An edge from h to l exists while some shape (order/shapes.h) holds h and asks for l. The graph
 * only narrows down where to look: a ring of edges is not yet a ring of dependencies.
 *
 * Owns:    locks and edges, from the pool of the lc_order; groups through order/groups.h.
 * Cost:    O(1), and the upkeep of the groups for a new edge.
 */
#ifndef LC_ORDER_GRAPH_H
#define LC_ORDER_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

#include "order/order.h"
#include "order/table.h"

struct lc_edge;
struct lc_group;
struct lc_ring_link;
struct lc_shape_held;

/* What a running search knows about a lock; all zero between searches but for the distance. */
struct lc_lock_scratch {
    const struct lc_shape_held
        *target; /* the new dependency holds it and wants a ring through it */
    struct lc_order_lock *queue_next;
    uint64_t distance_round; /* `distance` is valid in this round only */
    uint32_t distance;       /* edges to the nearest target, at least */
    uint32_t writers;        /* steps of the path that hold it */
    uint32_t readers;
    bool requested; /* by a step of the path */
    bool closed;    /* target: a ring of the present length was found */
    bool settled;   /* target: was closed at some length */
};

struct lc_order_lock {
    struct lc_table_link by_id;
    lc_lock_id id;
    uint32_t flags;      /* enum lc_order_lock_flag */
    struct lc_edge *out; /* was held when others were asked for */
    struct lc_edge *in;  /* was asked for when others were held */
    struct lc_group *group;
    struct lc_order_lock *group_next;
    struct lc_order_lock *group_previous;
    struct lc_ring_link *rings; /* handed out and through this lock */
    /* Of order/kept.c */
    struct lc_order_lock *older;
    struct lc_order_lock *newer;
    struct lc_order_lock *recheck_next;
    bool counted;
    bool ended;
    bool queued;  /* among the kept */
    bool recheck; /* on the recheck list */
    bool leaving; /* being taken apart */
    struct lc_lock_scratch search;
};

struct lc_edge {
    struct lc_table_link by_ends;
    struct lc_order_lock *from;
    struct lc_order_lock *to;
    struct lc_edge *out_next; /* of the same `from` */
    struct lc_edge *out_previous;
    struct lc_edge *in_next; /* of the same `to` */
    struct lc_edge *in_previous;
    struct lc_shape_held *holds; /* every shape that holds `from` and asks for `to` */
};

/* Does a request in one mode wait for a holder in the other? */
static inline bool lc_graph_conflict(const struct lc_order_lock *lock, uint32_t request_mode,
                                     uint32_t held_mode)
{
    return request_mode == LC_MODE_WRITE || held_mode == LC_MODE_WRITE ||
           (lock->flags & LC_ORDER_LOCK_WRITER_FIRST);
}

/* How many can hold it at a time; 0: any number. */
static inline uint32_t lc_graph_permits(const struct lc_order_lock *lock)
{
    return lock->flags >> LC_ORDER_LOCK_PERMITS_SHIFT;
}

/* NULL when it is not there. */
struct lc_order_lock *lc_graph_find(const struct lc_order *order, lc_lock_id id);
/* NULL without memory. */
struct lc_order_lock *lc_graph_get(struct lc_order *order, lc_lock_id id);
/* The lock must have no edges. Forgets the rings that went through it as well. */
void lc_graph_free_lock(struct lc_order *order, struct lc_order_lock *lock);

/* The edge between two different locks. NULL without memory. */
struct lc_edge *lc_graph_get_edge(struct lc_order *order, struct lc_order_lock *from,
                                  struct lc_order_lock *to);
/* Nobody holds it any more. */
void lc_graph_free_edge(struct lc_order *order, struct lc_edge *edge);

#endif
