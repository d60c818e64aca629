/*
 * order/handout.h - give a ring to the caller, if it is news.
 */
#ifndef LC_ORDER_HANDOUT_H
#define LC_ORDER_HANDOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "order/order.h"

struct lc_frame;

struct lc_handout {
    const struct lc_frame *frames; /* with a witness each */
    size_t length;
    enum lc_certainty certainty;
};

/* False: no memory to write it down; it was not given and does not count as given. */
bool lc_handout_ring(struct lc_order *order, const struct lc_handout *handout,
                     lc_order_ring_fn *found, void *context);

#endif
