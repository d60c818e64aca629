#include "order/graph.h"

#include "base/hash.h"
#include "order/groups.h"
#include "order/rings.h"
#include "order/state.h"

/* Keys are bijections of the id, and of the pair of ids: equal keys are equal things. */
static uint64_t id_key(lc_lock_id id)
{
    return lc_hash_mix(id);
}

static uint64_t ends_key(const struct lc_order_lock *from, const struct lc_order_lock *to)
{
    return lc_hash_mix((uint64_t)from->id << 32 | to->id);
}

struct lc_order_lock *lc_graph_find(const struct lc_order *order, lc_lock_id id)
{
    return LC_TABLE_ENTRY(lc_table_find(&order->locks, id_key(id)), struct lc_order_lock, by_id);
}

struct lc_order_lock *lc_graph_get(struct lc_order *order, lc_lock_id id)
{
    struct lc_order_lock *lock = lc_graph_find(order, id);
    if (lock) {
        return lock;
    }
    lock = lc_pool_alloc(&order->pool, sizeof(*lock));
    if (!lock) {
        return NULL;
    }
    lock->id = id;
    if (lc_groups_add(order, lock) != 0) {
        lc_pool_free(&order->pool, lock, sizeof(*lock));
        return NULL;
    }
    lc_table_insert(&order->locks, &order->pool, &lock->by_id, id_key(id));
    return lock;
}

void lc_graph_free_lock(struct lc_order *order, struct lc_order_lock *lock)
{
    lc_rings_forget(order, lock);
    lc_groups_remove(order, lock);
    lc_table_remove(&order->locks, &lock->by_id);
    lc_pool_free(&order->pool, lock, sizeof(*lock));
}

static void link_edge(struct lc_edge *edge)
{
    edge->out_next = edge->from->out;
    if (edge->out_next) {
        edge->out_next->out_previous = edge;
    }
    edge->from->out = edge;
    edge->in_next = edge->to->in;
    if (edge->in_next) {
        edge->in_next->in_previous = edge;
    }
    edge->to->in = edge;
}

struct lc_edge *lc_graph_get_edge(struct lc_order *order, struct lc_order_lock *from,
                                  struct lc_order_lock *to)
{
    uint64_t key = ends_key(from, to);
    struct lc_edge *edge =
        LC_TABLE_ENTRY(lc_table_find(&order->edges, key), struct lc_edge, by_ends);
    if (edge) {
        return edge;
    }
    edge = lc_pool_alloc(&order->pool, sizeof(*edge));
    if (!edge) {
        return NULL;
    }
    edge->from = from;
    edge->to = to;
    lc_groups_connect(order, from, to);
    link_edge(edge);
    lc_table_insert(&order->edges, &order->pool, &edge->by_ends, key);
    return edge;
}

void lc_graph_free_edge(struct lc_order *order, struct lc_edge *edge)
{
    *(edge->out_previous ? &edge->out_previous->out_next : &edge->from->out) = edge->out_next;
    if (edge->out_next) {
        edge->out_next->out_previous = edge->out_previous;
    }
    *(edge->in_previous ? &edge->in_previous->in_next : &edge->to->in) = edge->in_next;
    if (edge->in_next) {
        edge->in_next->in_previous = edge->in_previous;
    }
    lc_table_remove(&order->edges, &edge->by_ends);
    lc_pool_free(&order->pool, edge, sizeof(*edge));
}
