/*
 * order/assign.h - choose a witness for every step of a path, so that all of them could be under
 * way together (rule 1 for threads, and rule 4).
 */
#ifndef LC_ORDER_ASSIGN_H
#define LC_ORDER_ASSIGN_H

#include <stdbool.h>
#include <stddef.h>

struct lc_edge;
struct lc_hb;
struct lc_shape;
struct lc_shape_held;
struct lc_witness;

/* One step of a path. The first one is the new dependency, whose witness is given. */
struct lc_frame {
    struct lc_shape *shape;
    struct lc_shape_held *hold; /* what it holds that the step before asks for */
    struct lc_witness *witness;
    struct lc_witness *saved; /* scratch */
    /* Where to go on looking for another step in this place. */
    struct lc_edge *edge;
    struct lc_shape_held *next_hold;
};

struct lc_assign {
    struct lc_hb *hb;
    bool same_thread_ok; /* steps of one thread may be together: for latent rings */
    size_t tries_left;   /* pairs to compare, segments to look at; at 0 the answer is "no" */
};

/*
 * frames[0..last-1] have witnesses that fit: find some for frames[0..last]. False: there are none,
 * or no tries were left; the witnesses of frames[0..last-1] are as they were.
 */
bool lc_assign_extend(struct lc_assign *assign, struct lc_frame *frames, size_t last);

#endif
