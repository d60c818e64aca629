#include "order/search.h"

#include <stddef.h>

#include "base/compiler.h"
#include "order/assign.h"
#include "order/distance.h"
#include "order/graph.h"
#include "order/groups.h"
#include "order/handout.h"
#include "order/shapes.h"
#include "order/state.h"
#include "order/witnesses.h"

/* The first frame is never replaced; the last one must ask for a target. */
struct quest {
    struct lc_order *order;
    struct lc_frame *frames;
    lc_order_ring_fn *found;
    void *context;
    struct lc_assign assign;
    struct lc_distances distances;
    enum lc_certainty certainty; /* what is looked for */
    size_t length;               /* steps of the rings looked for now */
    size_t surplus;              /* rings of this length beyond the first for a target */
    unsigned lost_gates;
    bool doubt;      /* a doubtful lock was passed over */
    bool deeper;     /* something was out of reach at this length only */
    bool incomplete; /* a ring may have been missed */
};

/* ---- The path ---- */

static void path_push(struct quest *q, const struct lc_shape *shape)
{
    for (uint32_t i = 0; i < shape->held_count; i++) {
        struct lc_lock_scratch *s = &shape->held[i].lock->search;
        *(shape->held[i].mode == LC_MODE_WRITE ? &s->writers : &s->readers) += 1;
    }
    shape->lock->search.requested = true;
    q->lost_gates += shape->lost_gate;
}

static void path_pop(struct quest *q, const struct lc_shape *shape)
{
    for (uint32_t i = 0; i < shape->held_count; i++) {
        struct lc_lock_scratch *s = &shape->held[i].lock->search;
        *(shape->held[i].mode == LC_MODE_WRITE ? &s->writers : &s->readers) -= 1;
    }
    shape->lock->search.requested = false;
    q->lost_gates -= shape->lost_gate;
}

/* Rule 3: are as many at it already as can be? */
static bool is_full(const struct lc_order_lock *lock)
{
    uint32_t permits = lc_graph_permits(lock);
    return permits && lock->search.readers + lock->search.writers >= permits;
}

/* Rule 3: does the path hold something in a mode that this shape would have to wait for? */
static bool path_gates(const struct quest *q, const struct lc_shape *shape)
{
    if (shape->lost_gate && q->lost_gates) {
        return true;
    }
    for (uint32_t i = 0; i < shape->held_count; i++) {
        const struct lc_lock_scratch *s = &shape->held[i].lock->search;
        if (s->writers || (s->readers && shape->held[i].mode == LC_MODE_WRITE) ||
            is_full(shape->held[i].lock)) {
            return true;
        }
    }
    return false;
}

/* ---- Candidates ---- */

static bool is_doubtful(const struct lc_order_lock *lock)
{
    return lock->flags & LC_ORDER_LOCK_DOUBTFUL;
}

/* May the step in place `at` ask for this lock? */
static bool may_request(struct quest *q, const struct lc_order_lock *lock, size_t at)
{
    const struct lc_lock_scratch *s = &lock->search;
    if (s->requested) {
        return false;
    }
    if (q->certainty == LC_CERTAINTY_PREDICTED && is_doubtful(lock)) {
        q->doubt = true;
        return false;
    }
    size_t steps_after = q->length - 1 - at;
    if (s->writers) {
        /* The next step would have to hold it too: it can only be the last. */
        return steps_after == 0 && s->target;
    }
    if (!lc_distances_know(&q->distances, lock)) {
        q->deeper |= lc_distances_unfinished(&q->distances);
        return false;
    }
    q->deeper |= steps_after == 0 || s->distance > steps_after;
    return steps_after == 0 ? s->target != NULL : s->distance <= steps_after;
}

/* Rules 2 and 3 for a step in place `at` that holds what the one before asks for. */
static bool may_follow(const struct quest *q, const struct lc_shape_held *hold, size_t at)
{
    const struct lc_shape *shape = hold->shape;
    const struct lc_shape *before = q->frames[at - 1].shape;
    if (!lc_graph_conflict(before->lock, before->mode, hold->mode) || path_gates(q, shape)) {
        return false;
    }
    return at < q->length - 1 ||
           lc_graph_conflict(shape->lock, shape->mode, shape->lock->search.target->mode);
}

/* Put the next step that fits in place `at`; false: there is none. */
static bool next_candidate(struct quest *q, size_t at)
{
    struct lc_frame *frame = &q->frames[at];
    while (q->assign.tries_left) {
        if (!frame->next_hold) {
            if (!frame->edge) {
                return false;
            }
            q->assign.tries_left--;
            frame->next_hold = may_request(q, frame->edge->to, at) ? frame->edge->holds : NULL;
            frame->edge = frame->edge->out_next;
            continue;
        }
        struct lc_shape_held *hold = frame->next_hold;
        frame->next_hold = hold->next;
        q->assign.tries_left--;
        frame->hold = hold;
        frame->shape = hold->shape;
        /* The target may have been closed since the edge was looked at. */
        if ((at < q->length - 1 || hold->shape->lock->search.target) && may_follow(q, hold, at) &&
            lc_assign_extend(&q->assign, q->frames, at)) {
            return true;
        }
    }
    return false;
}

/* ---- Rings ---- */

/* A ring is complete. Of latent ones, and of those of two steps, one for each target is enough. */
static void close_ring(struct quest *q)
{
    struct lc_lock_scratch *s = &q->frames[q->length - 1].shape->lock->search;
    struct lc_handout ring = {q->frames, q->length, q->certainty};
    q->incomplete |= !lc_handout_ring(q->order, &ring, q->found, q->context);
    q->surplus += s->closed;
    s->closed = true;
    bool too_many = q->surplus >= LC_SEARCH_RINGS;
    q->incomplete |= too_many;
    if (too_many || q->length == 2 || q->certainty == LC_CERTAINTY_LATENT) {
        s->target = NULL;
    }
}

static void start_frame(struct quest *q, size_t at)
{
    q->frames[at].edge = q->frames[at - 1].shape->lock->out;
    q->frames[at].next_hold = NULL;
}

/* Depth first through all rings of the present length. */
static void search_length(struct quest *q)
{
    size_t at = 1;
    start_frame(q, at);
    while (at > 0) {
        if (!next_candidate(q, at)) {
            at--;
            if (at > 0) {
                path_pop(q, q->frames[at].shape);
            }
        } else if (at == q->length - 1) {
            close_ring(q);
        } else {
            path_push(q, q->frames[at].shape);
            at++;
            start_frame(q, at);
        }
    }
}

/* ---- Lengths and certainties ---- */

/* Could this shape be any step of a ring? Looks only at the new dependency beside it. */
static bool fits_first(struct quest *q, struct lc_shape *shape)
{
    q->frames[1].shape = shape;
    return !path_gates(q, shape) && lc_assign_extend(&q->assign, q->frames, 1);
}

/* Could any step come before the new dependency and ask for what it holds here? */
static bool any_last_step(struct quest *q, const struct lc_shape_held *target)
{
    for (struct lc_edge *edge = target->lock->in; edge; edge = edge->in_next) {
        for (struct lc_shape_held *hold = edge->holds; hold; hold = hold->next) {
            if (lc_graph_conflict(target->lock, hold->shape->mode, target->mode) &&
                fits_first(q, hold->shape)) {
                return true;
            }
        }
    }
    return false;
}

/* Could any step come after the new dependency and hold what it asks for? */
static bool any_first_step(struct quest *q)
{
    const struct lc_shape *shape = q->frames[0].shape;
    for (struct lc_edge *edge = shape->lock->out; edge; edge = edge->out_next) {
        for (struct lc_shape_held *hold = edge->holds; hold; hold = hold->next) {
            if (lc_graph_conflict(shape->lock, shape->mode, hold->mode) &&
                fits_first(q, hold->shape)) {
                return true;
            }
        }
    }
    return false;
}

/* Mark what the new dependency holds and a ring of this certainty could go through. */
static bool aim(struct quest *q)
{
    const struct lc_shape *shape = q->frames[0].shape;
    bool any = false;
    bool sure = q->certainty == LC_CERTAINTY_PREDICTED;
    for (uint32_t i = 0; i < shape->held_count; i++) {
        struct lc_order_lock *lock = shape->held[i].lock;
        if (lock->group != shape->lock->group || lock->search.settled) {
            continue;
        }
        if (sure && (is_doubtful(lock) || is_doubtful(shape->lock))) {
            q->doubt = true;
            continue;
        }
        if (any_last_step(q, &shape->held[i])) {
            lock->search.target = &shape->held[i];
            any = true;
        }
    }
    return any;
}

/* Targets that a ring of this length leads through are done with. True: some are left. */
static bool settle_closed(struct quest *q)
{
    const struct lc_shape *shape = q->frames[0].shape;
    bool any_left = false;
    for (uint32_t i = 0; i < shape->held_count; i++) {
        struct lc_lock_scratch *s = &shape->held[i].lock->search;
        if (s->closed) {
            s->closed = false;
            s->settled = true;
            s->target = NULL;
        }
        any_left |= s->target != NULL;
    }
    return any_left;
}

/* Room for the frames of the present length. */
static bool reserve_frames(struct quest *q)
{
    struct lc_search_scratch *scratch = &q->order->search;
    struct lc_frame first = q->frames[0];
    void *frames = scratch->frames;
    if (lc_pool_reserve(&q->order->pool, &frames, &scratch->frame_capacity, q->length,
                        sizeof(first)) != 0) {
        q->incomplete = true;
        return false;
    }
    scratch->frames = frames;
    q->frames = frames;
    q->frames[0] = first;
    return true;
}

static void search_certainty(struct quest *q)
{
    lc_distances_begin(&q->distances, q->order, q->frames[0].shape);
    size_t longest = q->frames[0].shape->lock->group->member_count;
    bool more = true;
    for (q->length = 2; more && q->length <= longest && reserve_frames(q); q->length++) {
        lc_distances_extend(&q->distances, (uint32_t)q->length - 2);
        q->deeper = false;
        q->surplus = 0;
        search_length(q);
        more = settle_closed(q) && q->deeper && q->assign.tries_left;
    }
}

static void clear_targets(const struct lc_shape *shape, bool settled_too)
{
    for (uint32_t i = 0; i < shape->held_count; i++) {
        struct lc_lock_scratch *s = &shape->held[i].lock->search;
        s->target = NULL;
        s->settled &= !settled_too;
    }
}

static void search_all(struct quest *q)
{
    static const enum lc_certainty best_first[] = {LC_CERTAINTY_PREDICTED, LC_CERTAINTY_POSSIBLE,
                                                   LC_CERTAINTY_LATENT};
    const struct lc_shape *shape = q->frames[0].shape;
    path_push(q, shape);
    for (size_t i = 0; i < LC_COUNT_OF(best_first) && q->assign.tries_left; i++) {
        q->certainty = best_first[i];
        q->assign.same_thread_ok = q->certainty == LC_CERTAINTY_LATENT;
        if (q->certainty == LC_CERTAINTY_POSSIBLE && !q->doubt) {
            continue;
        }
        if (any_first_step(q) && aim(q)) {
            search_certainty(q);
        }
        clear_targets(shape, false);
    }
    clear_targets(shape, true);
    path_pop(q, shape);
}

static bool any_in_group(const struct lc_shape *shape)
{
    for (uint32_t i = 0; i < shape->held_count; i++) {
        if (shape->held[i].lock->group == shape->lock->group) {
            return true;
        }
    }
    return false;
}

void lc_search_run(struct lc_order *order, struct lc_shape *shape, struct lc_witness *witness,
                   lc_order_ring_fn *found, void *context)
{
    if (!any_in_group(shape)) {
        return;
    }
    struct lc_frame first = {.shape = shape, .witness = witness};
    struct quest q = {
        .order = order,
        .frames = &first,
        .found = found,
        .context = context,
        .assign = {.hb = &order->hb, .tries_left = LC_SEARCH_TRIES},
    };
    q.length = 2;
    if (reserve_frames(&q)) {
        search_all(&q);
    }
    order->counts.search_cut += q.incomplete || q.assign.tries_left == 0;
}
