/*
 * runtime/finding.h - puts what was found into the trace, with all that it refers to.
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_FINDING_H
#define LC_RUNTIME_FINDING_H

#include "order/order.h"
#include "runtime/thread.h"
#include "trace/format.h"

/* lc_order_ring_fn: `context` is the struct lc_thread that closed the ring. */
void lc_finding_ring(void *context, const struct lc_order_ring *ring);
/* Record a dependency seen for the first time, while the trace is roomy. */
void lc_finding_dependency_locked(struct lc_thread *self, const struct lc_order_request *request);

#endif
