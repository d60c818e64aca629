/*
 * order/rings.h - which rings have been handed out, as sets of requested locks.
 *
 * Owns:    one record for each set, from the pool of the lc_order, until one of its locks is gone.
 * Cost:    linear in the length of the ring.
 */
#ifndef LC_ORDER_RINGS_H
#define LC_ORDER_RINGS_H

#include <stdbool.h>

struct lc_order;
struct lc_order_lock;
struct lc_order_ring;

/*
 * Is this ring news: never handed out, or only with less certainty? It counts as handed out
 * afterwards. Without memory to remember it, everything is news.
 */
bool lc_rings_note(struct lc_order *order, const struct lc_order_ring *ring);
/* The lock is gone, and with it every ring through it. */
void lc_rings_forget(struct lc_order *order, struct lc_order_lock *lock);

#endif
