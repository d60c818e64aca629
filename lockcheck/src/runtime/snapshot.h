/*
 * runtime/snapshot.h - what threads hold, copied for a finding.
 *
 * Threads: under g_lc.cold. The copies are valid until lc_snapshot_clear_locked. Another thread's
 * list is read while it may change, unless that thread is blocked: then it is exact.
 */
#ifndef LC_RUNTIME_SNAPSHOT_H
#define LC_RUNTIME_SNAPSHOT_H

#include <stddef.h>

#include "order/order.h"
#include "runtime/thread.h"

void lc_snapshot_clear_locked(void);
/* The locks that `thread` holds, outermost first, by id, with stacks. Returns how many. */
size_t lc_snapshot_held_locked(struct lc_thread *thread, const struct lc_order_held **ret_held);
void lc_snapshot_reset_locked(void);

#endif
