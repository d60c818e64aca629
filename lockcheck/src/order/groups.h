/*
 * order/groups.h - which locks could be in one ring at all.
 *
 * Locks that can reach each other along edges form a group; the groups are kept in an order in
 * which every other edge leads upwards (Pearce and Kelly's algorithm, with groups in place of
 * nodes). A ring lies within one group, so most new dependencies are done with one comparison.
 *
 * Groups merge and never split: when an edge goes away a group may be larger than it need be. That
 * costs time in the search and changes no answer.
 *
 * Owns:    groups, from the pool of the lc_order.
 * Cost:    an upward edge, a lock without successors or one without predecessors: O(1); else the
 *          locks and edges between the two ends.
 */
#ifndef LC_ORDER_GROUPS_H
#define LC_ORDER_GROUPS_H

#include <stddef.h>
#include <stdint.h>

struct lc_order;
struct lc_order_lock;

struct lc_group {
    int64_t rank; /* edges between groups lead from lower to higher */
    struct lc_order_lock *members;
    size_t member_count;
    /* Scratch of one reordering; `sides` is 0 otherwise. */
    unsigned sides;
    int64_t old_rank;
    struct lc_group *pile_next;
    struct lc_group *touched_next;
};

/* A group for a new lock. 0 or -ENOMEM. */
int lc_groups_add(struct lc_order *order, struct lc_order_lock *lock);
/* The lock has no edges left. */
void lc_groups_remove(struct lc_order *order, struct lc_order_lock *lock);
/* An edge between two different locks is about to be linked. */
void lc_groups_connect(struct lc_order *order, struct lc_order_lock *from,
                       struct lc_order_lock *to);

#endif
