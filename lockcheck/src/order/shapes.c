#include "order/shapes.h"

#include <errno.h>
#include <stddef.h>

#include "base/hash.h"
#include "order/graph.h"
#include "order/kept.h"
#include "order/state.h"
#include "order/witnesses.h"

static bool draft_before(const struct lc_draft_held *a, const struct lc_draft_held *b)
{
    return a->lock != b->lock ? a->lock < b->lock : a->position < b->position;
}

/* Shell's sort: short, in place, and good enough for a few hundred. */
static void draft_sort(struct lc_draft *draft)
{
    for (size_t gap = draft->count; gap > 1;) {
        gap = gap < 4 ? 1 : gap * 4 / 9;
        for (size_t i = gap; i < draft->count; i++) {
            struct lc_draft_held item = draft->held[i];
            size_t j = i;
            for (; j >= gap && draft_before(&item, &draft->held[j - gap]); j -= gap) {
                draft->held[j] = draft->held[j - gap];
            }
            draft->held[j] = item;
        }
    }
}

/* A lock held more than once counts once, in the stronger mode. */
static void draft_unite(struct lc_draft *draft)
{
    size_t count = 0;
    for (size_t i = 0; i < draft->count; i++) {
        struct lc_draft_held *last = count ? &draft->held[count - 1] : NULL;
        if (!last || last->lock != draft->held[i].lock) {
            draft->held[count++] = draft->held[i];
        } else if (draft->held[i].mode == LC_MODE_WRITE) {
            last->mode = LC_MODE_WRITE;
        }
    }
    draft->count = count;
}

int lc_shapes_draft(struct lc_order *order, const struct lc_order_request *request)
{
    struct lc_draft *draft = &order->draft;
    void *held = draft->held;
    if (lc_pool_reserve(&order->pool, &held, &draft->capacity, request->held_count,
                        sizeof(*draft->held)) != 0) {
        return -ENOMEM;
    }
    draft->held = held;
    draft->count = 0;
    for (size_t i = 0; i < request->held_count; i++) {
        const struct lc_order_held *from = &request->held[i];
        if (from->lock != request->lock) {
            draft->held[draft->count++] = (struct lc_draft_held){.lock = from->lock,
                                                                 .mode = from->mode,
                                                                 .stack = from->stack,
                                                                 .position = (uint32_t)i};
        }
    }
    draft_sort(draft);
    draft_unite(draft);
    return 0;
}

/* Sums do not depend on the order and shrink as easily as they grow. */
static uint64_t held_key(lc_lock_id lock, uint32_t mode)
{
    return lc_hash_mix((uint64_t)lock << 2 | (mode << 1));
}

static uint64_t request_key(lc_lock_id lock, uint32_t mode, bool lost_gate)
{
    return lc_hash_mix(((uint64_t)lock << 3 | mode << 2 | (uint64_t)lost_gate << 1 | 1) << 8);
}

static uint64_t shape_key(const struct lc_shape *shape)
{
    uint64_t key = request_key(shape->lock->id, shape->mode, shape->lost_gate);
    for (uint32_t i = 0; i < shape->held_count; i++) {
        key += held_key(shape->held[i].lock->id, shape->held[i].mode);
    }
    return key;
}

static uint64_t draft_key(const struct lc_draft *draft, lc_lock_id lock, uint32_t mode)
{
    uint64_t key = request_key(lock, mode, false);
    for (size_t i = 0; i < draft->count; i++) {
        key += held_key(draft->held[i].lock, draft->held[i].mode);
    }
    return key;
}

static bool is_draft(const struct lc_shape *shape, const struct lc_draft *draft, lc_lock_id lock,
                     uint32_t mode)
{
    if (shape->lost_gate || shape->lock->id != lock || shape->mode != mode ||
        shape->held_count != draft->count) {
        return false;
    }
    for (uint32_t i = 0; i < shape->held_count; i++) {
        if (shape->held[i].lock->id != draft->held[i].lock ||
            shape->held[i].mode != draft->held[i].mode) {
            return false;
        }
    }
    return true;
}

static bool is_equal(const struct lc_shape *a, const struct lc_shape *b)
{
    if (a->lock != b->lock || a->mode != b->mode || a->lost_gate != b->lost_gate ||
        a->held_count != b->held_count) {
        return false;
    }
    for (uint32_t i = 0; i < a->held_count; i++) {
        if (a->held[i].lock != b->held[i].lock || a->held[i].mode != b->held[i].mode) {
            return false;
        }
    }
    return true;
}

static void link_hold(struct lc_shape_held *hold, struct lc_edge *edge)
{
    hold->edge = edge;
    hold->next = edge->holds;
    if (hold->next) {
        hold->next->previous = hold;
    }
    edge->holds = hold;
}

static void unlink_hold(struct lc_order *order, struct lc_shape_held *hold)
{
    struct lc_edge *edge = hold->edge;
    *(hold->previous ? &hold->previous->next : &edge->holds) = hold->next;
    if (hold->next) {
        hold->next->previous = hold->previous;
    }
    lc_kept_touch(order, edge->from);
    lc_kept_touch(order, edge->to);
    if (!edge->holds) {
        lc_graph_free_edge(order, edge);
    }
}

/* It was copied to where it is now: tell its neighbours. */
static void relink_hold(struct lc_shape_held *hold)
{
    *(hold->previous ? &hold->previous->next : &hold->edge->holds) = hold;
    if (hold->next) {
        hold->next->previous = hold;
    }
}

static void count_lock(struct lc_order *order, struct lc_order_lock *lock)
{
    order->counts.locks += !lock->counted;
    lock->counted = true;
    lc_kept_revive(order, lock);
}

static bool fill_from_draft(struct lc_order *order, struct lc_shape *shape)
{
    for (size_t i = 0; i < order->draft.count; i++) {
        const struct lc_draft_held *from = &order->draft.held[i];
        struct lc_order_lock *lock = lc_graph_get(order, from->lock);
        struct lc_edge *edge = lock ? lc_graph_get_edge(order, lock, shape->lock) : NULL;
        if (!edge) {
            return false;
        }
        struct lc_shape_held *hold = &shape->held[shape->held_count++];
        hold->shape = shape;
        hold->lock = lock;
        hold->mode = from->mode;
        hold->position = from->position;
        link_hold(hold, edge);
        count_lock(order, lock);
    }
    count_lock(order, shape->lock);
    return true;
}

static size_t shape_bytes(size_t held_capacity)
{
    return sizeof(struct lc_shape) + held_capacity * sizeof(struct lc_shape_held);
}

static struct lc_shape *shape_new(struct lc_order *order, lc_lock_id lock, uint32_t mode)
{
    size_t count = order->draft.count;
    struct lc_shape *shape = lc_pool_alloc(&order->pool, shape_bytes(count));
    if (!shape) {
        return NULL;
    }
    shape->held_capacity = (uint32_t)count;
    shape->mode = mode;
    shape->lock = lc_graph_get(order, lock);
    if (!shape->lock || !fill_from_draft(order, shape)) {
        for (uint32_t i = 0; i < shape->held_count; i++) {
            unlink_hold(order, &shape->held[i]);
        }
        lc_pool_free(&order->pool, shape, shape_bytes(count));
        return NULL;
    }
    return shape;
}

struct lc_shape *lc_shapes_get(struct lc_order *order, lc_lock_id lock, uint32_t mode)
{
    uint64_t key = draft_key(&order->draft, lock, mode);
    struct lc_table_link *link = lc_table_find(&order->shapes, key);
    for (; link; link = lc_table_find_next(link)) {
        struct lc_shape *known = LC_TABLE_ENTRY(link, struct lc_shape, by_content);
        if (is_draft(known, &order->draft, lock, mode)) {
            return known;
        }
    }
    struct lc_shape *shape = shape_new(order, lock, mode);
    if (shape) {
        lc_table_insert(&order->shapes, &order->pool, &shape->by_content, key);
        order->counts.dependencies++;
    }
    return shape;
}

static void shape_free(struct lc_order *order, struct lc_shape *shape)
{
    for (uint32_t i = 0; i < shape->held_count; i++) {
        unlink_hold(order, &shape->held[i]);
    }
    lc_witnesses_drop(order, shape);
    lc_pool_free(&order->pool, shape, shape_bytes(shape->held_capacity));
}

void lc_shapes_drop(struct lc_order *order, struct lc_shape *shape)
{
    lc_table_remove(&order->shapes, &shape->by_content);
    shape_free(order, shape);
}

static void close_gap(struct lc_order *order, struct lc_shape *shape, uint32_t gap)
{
    unlink_hold(order, &shape->held[gap]);
    lc_witnesses_close_gap(shape, gap);
    shape->held_count--;
    for (uint32_t i = gap; i < shape->held_count; i++) {
        shape->held[i] = shape->held[i + 1];
        relink_hold(&shape->held[i]);
    }
}

static struct lc_shape *find_equal(struct lc_order *order, const struct lc_shape *shape,
                                   uint64_t key)
{
    struct lc_table_link *link = lc_table_find(&order->shapes, key);
    for (; link; link = lc_table_find_next(link)) {
        struct lc_shape *other = LC_TABLE_ENTRY(link, struct lc_shape, by_content);
        if (is_equal(other, shape)) {
            return other;
        }
    }
    return NULL;
}

void lc_shapes_remove_held(struct lc_order *order, struct lc_shape_held *hold)
{
    struct lc_shape *shape = hold->shape;
    if (shape->held_count == 1) {
        lc_shapes_drop(order, shape);
        return;
    }
    lc_table_remove(&order->shapes, &shape->by_content);
    close_gap(order, shape, (uint32_t)(hold - shape->held));
    uint64_t key = shape_key(shape);
    struct lc_shape *other = find_equal(order, shape, key);
    if (!other) {
        lc_table_insert(&order->shapes, &order->pool, &shape->by_content, key);
        return;
    }
    other->leaned |= shape->leaned;
    lc_witnesses_move(order, shape, other);
    shape_free(order, shape);
}

bool lc_shapes_gated(const struct lc_shape *a, const struct lc_shape *b,
                     const struct lc_order_lock *except)
{
    if (a->lost_gate && b->lost_gate) {
        return true;
    }
    for (uint32_t i = 0, j = 0; i < a->held_count && j < b->held_count;) {
        const struct lc_shape_held *x = &a->held[i];
        const struct lc_shape_held *y = &b->held[j];
        if (x->lock == y->lock && x->lock != except &&
            (x->mode == LC_MODE_WRITE || y->mode == LC_MODE_WRITE)) {
            return true;
        }
        i += x->lock->id <= y->lock->id;
        j += y->lock->id <= x->lock->id;
    }
    return false;
}
