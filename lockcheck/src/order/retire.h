/*
 * order/retire.h - what is left of a lock whose life is over.
 *
 * Nobody will hold or ask for an ended lock again, but what was done with it may still close a ring
 * with what others do later, and it may still be the gate that makes a ring harmless. It goes at
 * once when it can do neither. The others are kept, up to a number; past that the oldest is
 * forgotten, never so that a ring appears that is none: where it was a gate, a mark stays
 * (lost_gate).
 */
#ifndef LC_ORDER_RETIRE_H
#define LC_ORDER_RETIRE_H

struct lc_order;
struct lc_order_lock;

enum { LC_RETIRE_KEPT_MAX = 4096 };

void lc_retire_end(struct lc_order *order, struct lc_order_lock *lock);
void lc_retire_withdraw(struct lc_order *order, struct lc_order_lock *lock);

#endif
