/*
 * order/kept.h - ended locks whose dependencies can still matter, oldest first.
 *
 * Only the two lists: what is kept, and what has to be looked at again because one of its
 * dependencies went away. order/retire.c decides.
 */
#ifndef LC_ORDER_KEPT_H
#define LC_ORDER_KEPT_H

struct lc_order;
struct lc_order_lock;

/* Keep an ended lock, as the newest; one that is kept stays where it is. */
void lc_kept_push(struct lc_order *order, struct lc_order_lock *lock);
/* Not kept any more, or never was. */
void lc_kept_remove(struct lc_order *order, struct lc_order_lock *lock);

/* A dependency of `lock` went away. If the lock has ended it is to be looked at again. */
void lc_kept_touch(struct lc_order *order, struct lc_order_lock *lock);
/* The next lock to look at again, taken off the list; NULL when there is none. */
struct lc_order_lock *lc_kept_take_touched(struct lc_order *order);

/* A lock takes part in something new. If it was said to have ended, it has not. */
void lc_kept_revive(struct lc_order *order, struct lc_order_lock *lock);

#endif
