/*
 * order/distance.h - how many edges lie between a lock and the nearest target of a search, at
 * least.
 *
 * Measured breadth first from the targets, against the edges, within their group; only as far as
 * asked for, so that a ring found early pays for a small part of a large group.
 *
 * Uses:    queue_next, distance and distance_round of struct lc_lock_scratch.
 */
#ifndef LC_ORDER_DISTANCE_H
#define LC_ORDER_DISTANCE_H

#include <stdbool.h>
#include <stdint.h>

struct lc_order;
struct lc_order_lock;
struct lc_shape;

struct lc_distances {
    uint64_t round;
    struct lc_order_lock *first;
    struct lc_order_lock **next; /* to the first lock whose predecessors were not looked at */
    struct lc_order_lock **tail;
};

/* Distance 0: the locks that the shape holds and that are targets. */
void lc_distances_begin(struct lc_distances *distances, struct lc_order *order,
                        const struct lc_shape *shape);
/* Measure every lock that is no further away than `reach`. */
void lc_distances_extend(struct lc_distances *distances, uint32_t reach);
/* Is the distance of this lock measured? Else it is further than the reach so far. */
bool lc_distances_know(const struct lc_distances *distances, const struct lc_order_lock *lock);
/* Are there locks whose distance is not measured yet? */
bool lc_distances_unfinished(const struct lc_distances *distances);

#endif
