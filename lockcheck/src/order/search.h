/*
 * order/search.h - which rings does a new dependency close?
 *
 * Paths are tried in the order of their length (iterative deepening), within the group of the
 * requested lock, and only where the distance left still suffices to get back to a held lock.
 *
 * Cost:    nothing when no held lock is in the group; else the group once, then paths.
 * Limits:  LC_SEARCH_TRIES for one dependency; a search that gives up counts as search_cut. Of the
 *          rings of one length at most LC_SEARCH_RINGS are handed out, which counts as well.
 */
#ifndef LC_ORDER_SEARCH_H
#define LC_ORDER_SEARCH_H

#include "order/order.h"

struct lc_shape;
struct lc_witness;

enum { LC_SEARCH_TRIES = 300000, LC_SEARCH_RINGS = 16 };

/* Hand out what closes with this witness of this shape, as lc_order_add says. */
void lc_search_run(struct lc_order *order, struct lc_shape *shape, struct lc_witness *witness,
                   lc_order_ring_fn *found, void *context);

#endif
