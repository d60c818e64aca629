/*
 * runtime/event.h - what orders threads: told to the order, and to the trace once it matters to
 * other processes, whose dependencies are set against ours by time (report/merge.h).
 *
 * Threads: functions named _locked are under g_lc.cold.
 */
#ifndef LC_RUNTIME_EVENT_H
#define LC_RUNTIME_EVENT_H

#include <stddef.h>

#include "order/order.h"
#include "runtime/thread.h"

/* As lc_order_thread_start, lc_order_thread_join and lc_order_phase. */
void lc_event_thread_start_locked(lc_thread_id thread, lc_thread_id parent);
void lc_event_thread_join_locked(lc_thread_id joiner, lc_thread_id joined);
void lc_event_phase_locked(const lc_thread_id *threads, size_t thread_count);
/* A shared lock ends for every process: it was destroyed, or initialised again. */
void lc_event_lock_end_locked(lc_lock_id lock);

/* `self` was told by a wait call that the child has ended. From outside the runtime. */
LC_COLD void lc_event_waited(struct lc_thread *self, uint32_t pid);

/* `self` has started the process by a call made at `at_ns`. From outside the runtime. */
LC_COLD void lc_event_spawned(struct lc_thread *self, uint32_t pid, uint64_t at_ns);

/* Under cold, by the thread that is about to fork; NULL: not known. */
void lc_event_fork_locked(struct lc_thread *self);
/* Under cold, in the child, when the trace is still the parent's. is_clean: lc_event_fork_locked
 * has gone before. */
void lc_event_fork_child(bool is_clean);
/* Under cold: the trace has just begun. */
void lc_event_trace_begun_locked(void);

#endif
