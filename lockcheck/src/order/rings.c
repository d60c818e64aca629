#include "order/rings.h"

#include "base/hash.h"
#include "order/graph.h"
#include "order/state.h"

struct noted_ring;

struct lc_ring_link {
    struct noted_ring *ring;
    struct lc_order_lock *lock;
    struct lc_ring_link *next; /* of the same lock */
    struct lc_ring_link *previous;
};

struct noted_ring {
    struct lc_table_link by_locks;
    enum lc_certainty certainty; /* the best so far */
    size_t lock_count;
    struct lc_ring_link links[];
};

static size_t ring_bytes(size_t lock_count)
{
    return sizeof(struct noted_ring) + lock_count * sizeof(struct lc_ring_link);
}

static uint64_t ring_key(const struct lc_order_ring *ring)
{
    uint64_t key = 0;
    for (size_t i = 0; i < ring->step_count; i++) {
        key += lc_hash_mix(ring->steps[i].lock);
    }
    return key;
}

static bool contains(const struct noted_ring *noted, lc_lock_id lock)
{
    for (size_t i = 0; i < noted->lock_count; i++) {
        if (noted->links[i].lock->id == lock) {
            return true;
        }
    }
    return false;
}

static bool is_same(const struct noted_ring *noted, const struct lc_order_ring *ring)
{
    if (noted->lock_count != ring->step_count) {
        return false;
    }
    for (size_t i = 0; i < ring->step_count; i++) {
        if (!contains(noted, ring->steps[i].lock)) {
            return false;
        }
    }
    return true;
}

static struct noted_ring *find(const struct lc_order *order, const struct lc_order_ring *ring,
                               uint64_t key)
{
    struct lc_table_link *link = lc_table_find(&order->rings, key);
    for (; link; link = lc_table_find_next(link)) {
        struct noted_ring *noted = LC_TABLE_ENTRY(link, struct noted_ring, by_locks);
        if (is_same(noted, ring)) {
            return noted;
        }
    }
    return NULL;
}

static void link_to_lock(struct lc_ring_link *link, struct lc_order_lock *lock)
{
    link->lock = lock;
    link->next = lock->rings;
    if (link->next) {
        link->next->previous = link;
    }
    lock->rings = link;
}

static void unlink_from_lock(struct lc_ring_link *link)
{
    *(link->previous ? &link->previous->next : &link->lock->rings) = link->next;
    if (link->next) {
        link->next->previous = link->previous;
    }
}

bool lc_rings_note(struct lc_order *order, const struct lc_order_ring *ring)
{
    uint64_t key = ring_key(ring);
    struct noted_ring *noted = find(order, ring, key);
    if (noted) {
        bool better = ring->certainty < noted->certainty;
        noted->certainty = better ? ring->certainty : noted->certainty;
        return better;
    }
    noted = lc_pool_alloc(&order->pool, ring_bytes(ring->step_count));
    if (!noted) {
        return true;
    }
    noted->certainty = ring->certainty;
    noted->lock_count = ring->step_count;
    for (size_t i = 0; i < ring->step_count; i++) {
        noted->links[i].ring = noted;
        link_to_lock(&noted->links[i], lc_graph_find(order, ring->steps[i].lock));
    }
    lc_table_insert(&order->rings, &order->pool, &noted->by_locks, key);
    return true;
}

void lc_rings_forget(struct lc_order *order, struct lc_order_lock *lock)
{
    while (lock->rings) {
        struct noted_ring *noted = lock->rings->ring;
        for (size_t i = 0; i < noted->lock_count; i++) {
            unlink_from_lock(&noted->links[i]);
        }
        lc_table_remove(&order->rings, &noted->by_locks);
        lc_pool_free(&order->pool, noted, ring_bytes(noted->lock_count));
    }
}
