/*
 * runtime/classes.h - class=1: the order of classes of locks, beside that of the locks themselves.
 *
 * Locks of one class are those that the program gave one class name; else those that were
 * initialised by one call; else those at one offset in blocks of one allocation. A lock that none
 * of this is known of, such as a static one, is alone in its class.
 *
 * The classes are locks of their own to order/, and share nothing with the others: what asks for a
 * class holds classes. What a thread takes while it holds another lock of the same class (hand over
 * hand, a tree, two accounts in the order of their addresses) says nothing of classes.
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_CLASSES_H
#define LC_RUNTIME_CLASSES_H

#include "order/order.h"

struct lc_thread;

/* A dependency of locks that this thread had not met. Tells of rings of classes. */
void lc_classes_add_locked(struct lc_thread *self, const struct lc_order_request *request);
void lc_classes_reset_locked(void);

#endif
