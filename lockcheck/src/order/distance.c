#include "order/distance.h"

#include <stddef.h>

#include "order/graph.h"
#include "order/shapes.h"
#include "order/state.h"

static void append(struct lc_distances *d, struct lc_order_lock *lock, uint32_t distance)
{
    lock->search.distance = distance;
    lock->search.distance_round = d->round;
    lock->search.queue_next = NULL;
    *d->tail = lock;
    d->tail = &lock->search.queue_next;
}

void lc_distances_begin(struct lc_distances *d, struct lc_order *order,
                        const struct lc_shape *shape)
{
    d->round = ++order->search.distance_round;
    d->first = NULL;
    d->next = &d->first;
    d->tail = &d->first;
    for (uint32_t i = 0; i < shape->held_count; i++) {
        if (shape->held[i].lock->search.target) {
            append(d, shape->held[i].lock, 0);
        }
    }
}

void lc_distances_extend(struct lc_distances *d, uint32_t reach)
{
    struct lc_order_lock *lock;
    for (; (lock = *d->next) && lock->search.distance < reach; d->next = &lock->search.queue_next) {
        for (struct lc_edge *edge = lock->in; edge; edge = edge->in_next) {
            if (edge->from->group == lock->group && !lc_distances_know(d, edge->from)) {
                append(d, edge->from, lock->search.distance + 1);
            }
        }
    }
}

bool lc_distances_know(const struct lc_distances *d, const struct lc_order_lock *lock)
{
    return lock->search.distance_round == d->round;
}

bool lc_distances_unfinished(const struct lc_distances *d)
{
    return *d->next != NULL;
}
