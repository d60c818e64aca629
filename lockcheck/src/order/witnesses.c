#include "order/witnesses.h"

#include <stddef.h>
#include <string.h>

#include "order/shapes.h"
#include "order/state.h"

static size_t witness_bytes(size_t held_capacity)
{
    return sizeof(struct lc_witness) + held_capacity * sizeof(uint32_t);
}

static void witness_free(struct lc_order *order, struct lc_witness *witness)
{
    witness->segment->witness_count--;
    lc_pool_free(&order->pool, witness, witness_bytes(witness->held_capacity));
}

/* Unlink and free the witness that `slot` points to. */
static void remove_from(struct lc_order *order, struct lc_shape *shape, struct lc_witness **slot)
{
    struct lc_witness *witness = *slot;
    *slot = witness->next;
    shape->witness_count--;
    witness_free(order, witness);
}

struct lc_witness *lc_witnesses_find(const struct lc_shape *shape,
                                     const struct lc_hb_segment *segment)
{
    struct lc_witness *witness = shape->witnesses;
    while (witness && witness->segment != segment) {
        witness = witness->next;
    }
    return witness;
}

/* Where the last witness of this thread hangs, unless it is the thread's first as well. */
static struct lc_witness **find_repeat(struct lc_shape *shape, lc_thread_id thread)
{
    bool first = true;
    struct lc_witness **found = NULL;
    for (struct lc_witness **slot = &shape->witnesses; *slot; slot = &(*slot)->next) {
        if ((*slot)->segment->thread == thread) {
            found = first ? NULL : slot;
            first = false;
        }
    }
    return found;
}

/* Where the oldest one hangs that is over before `newcomer`; past the first few. */
static struct lc_witness **find_outlived(struct lc_order *order, struct lc_witness **slot,
                                         struct lc_hb_segment *newcomer)
{
    for (; *slot; slot = &(*slot)->next) {
        if ((*slot)->segment->thread == newcomer->thread ||
            lc_hb_ordered(&order->hb, (*slot)->segment, newcomer)) {
            return slot;
        }
    }
    return NULL;
}

/* Is there one that nothing to come can be ordered after? Then the others are for variety only. */
static bool has_endless(const struct lc_shape *shape)
{
    for (const struct lc_witness *witness = shape->witnesses; witness; witness = witness->next) {
        if (witness->segment->endless) {
            return true;
        }
    }
    return false;
}

static void make_room(struct lc_order *order, struct lc_shape *shape,
                      struct lc_hb_segment *newcomer)
{
    struct lc_witness **slot = find_repeat(shape, newcomer->thread);
    if (!slot) {
        struct lc_witness **oldest = &shape->witnesses;
        for (int i = 0; i < LC_WITNESSES_FIRST && *oldest; i++) {
            oldest = &(*oldest)->next;
        }
        slot = find_outlived(order, oldest, newcomer);
        if (!slot) {
            slot = oldest;
            order->counts.forgotten_witnesses += !has_endless(shape);
        }
    }
    if (*slot) { /* always: it is called when there are too many */
        remove_from(order, shape, slot);
    }
}

static void append(struct lc_order *order, struct lc_shape *shape, struct lc_witness *witness)
{
    if (shape->witness_count >= LC_WITNESSES_MAX) {
        make_room(order, shape, witness->segment);
    }
    struct lc_witness **tail = &shape->witnesses;
    while (*tail) {
        tail = &(*tail)->next;
    }
    *tail = witness;
    witness->next = NULL;
    shape->witness_count++;
}

struct lc_witness *lc_witnesses_add(struct lc_order *order, struct lc_shape *shape,
                                    struct lc_hb_segment *segment, uint32_t stack)
{
    struct lc_witness *witness = lc_pool_alloc(&order->pool, witness_bytes(order->draft.count));
    if (!witness) {
        return NULL;
    }
    witness->held_capacity = (uint32_t)order->draft.count;
    witness->stack = stack;
    witness->segment = segment;
    for (size_t i = 0; i < order->draft.count; i++) {
        witness->held_stacks[i] = order->draft.held[i].stack;
    }
    segment->witness_count++;
    append(order, shape, witness);
    return witness;
}

void lc_witnesses_drop(struct lc_order *order, struct lc_shape *shape)
{
    while (shape->witnesses) {
        remove_from(order, shape, &shape->witnesses);
    }
}

void lc_witnesses_close_gap(struct lc_shape *shape, uint32_t gap)
{
    size_t after = shape->held_count - gap - 1;
    for (struct lc_witness *witness = shape->witnesses; witness; witness = witness->next) {
        memmove(&witness->held_stacks[gap], &witness->held_stacks[gap + 1],
                after * sizeof(witness->held_stacks[0]));
        witness->inherited = true;
    }
}

void lc_witnesses_move(struct lc_order *order, struct lc_shape *from, struct lc_shape *to)
{
    while (from->witnesses) {
        struct lc_witness *witness = from->witnesses;
        if (lc_witnesses_find(to, witness->segment)) {
            remove_from(order, from, &from->witnesses);
            continue;
        }
        from->witnesses = witness->next;
        from->witness_count--;
        append(order, to, witness);
    }
}
