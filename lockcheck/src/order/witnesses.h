/*
 * order/witnesses.h - who did what a shape says, in which segment, and with which stacks.
 *
 * Owns:    witnesses, from the pool of the lc_order. Each keeps its segment from being folded.
 * Limits:  LC_WITNESSES_MAX for each shape. The first LC_WITNESSES_FIRST stay; of the others one
 *          makes room for the newest: one of the same thread, else one whose segment is over before
 *          the newcomer's (whatever may come, the newcomer serves as well), else the oldest. That
 * is a loss and counts as forgotten_witnesses, unless one is left that everything to come is
 *          concurrent with.
 */
#ifndef LC_ORDER_WITNESSES_H
#define LC_ORDER_WITNESSES_H

#include <stdbool.h>
#include <stdint.h>

struct lc_hb_segment;
struct lc_order;
struct lc_shape;

enum { LC_WITNESSES_MAX = 16, LC_WITNESSES_FIRST = 8 };

struct lc_witness {
    struct lc_witness *next;
    struct lc_hb_segment *segment;
    uint32_t stack;         /* of the request */
    uint32_t held_capacity; /* of held_stacks */
    /* It came from a shape that has lost a lock since: exactly this was never asked for. */
    bool inherited;
    uint32_t held_stacks[]; /* in step with the shape's held[] */
};

/* The witness from this segment, or NULL. */
struct lc_witness *lc_witnesses_find(const struct lc_shape *shape,
                                     const struct lc_hb_segment *segment);
/* A new one, with the stacks of order->draft. NULL without memory. */
struct lc_witness *lc_witnesses_add(struct lc_order *order, struct lc_shape *shape,
                                    struct lc_hb_segment *segment, uint32_t stack);
/* Forget them all. */
void lc_witnesses_drop(struct lc_order *order, struct lc_shape *shape);
/* The shape is about to lose its held lock number `gap`. */
void lc_witnesses_close_gap(struct lc_shape *shape, uint32_t gap);
/* Hand all of them to a shape with the same content. */
void lc_witnesses_move(struct lc_order *order, struct lc_shape *from, struct lc_shape *to);

#endif
