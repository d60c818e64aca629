/*
 * order/state.h - what an lc_order is made of. For order/ itself and for its tests.
 */
#ifndef LC_ORDER_STATE_H
#define LC_ORDER_STATE_H

#include "order/hb.h"
#include "order/order.h"
#include "order/pool.h"
#include "order/table.h"

struct lc_frame;
struct lc_order_lock;

/* One held lock of a request, before it is known whether the shape is. */
struct lc_draft_held {
    lc_lock_id lock;
    uint32_t mode;
    uint32_t stack;
    uint32_t position; /* among the held, outermost is 0 */
};

/* The held locks of the request being added: ascending by id, each once. */
struct lc_draft {
    struct lc_draft_held *held;
    size_t capacity;
    size_t count;
};

/* Memory that searches use one after the other. */
struct lc_search_scratch {
    struct lc_frame *frames;
    size_t frame_capacity;
    struct lc_order_step *steps;
    size_t step_capacity;
    struct lc_order_held *held;
    size_t held_capacity;
    uint64_t distance_round;
};

struct lc_order {
    struct lc_pool pool;
    struct lc_order_counts counts;
    struct lc_hb hb;
    struct lc_table locks;
    struct lc_table edges;
    struct lc_table shapes;
    struct lc_table rings;
    int64_t rank_highest; /* of a group, ever */
    int64_t rank_lowest;
    struct lc_draft draft;
    struct lc_search_scratch search;
    /* Ended locks whose dependencies are kept, and how many may be. */
    struct lc_order_lock *kept_oldest;
    struct lc_order_lock *kept_newest;
    size_t kept_count;
    size_t kept_max;
    struct lc_order_lock *recheck; /* ended locks that lost a dependency */
};

#endif
