#include "runtime/event.h"

#include <string.h>

#include "runtime/shared.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"
#include "trace/format_shared.h"

/* Where this process comes from; pid 0: not a fork child, or not known. Under cold. */
static struct {
    uint32_t pid, thread;
    uint64_t start_ns, at_ns;
} s_origin;

static struct lc_thread *s_forking; /* under cold, over the fork */
static uint64_t s_fork_at_ns;

static void record_at(enum lc_event what, uint64_t at_ns, lc_thread_id thread,
                      const uint32_t *others, size_t count)
{
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    struct lc_trace_event *event =
        lc_trace_begin(trace, LC_REC_EVENT, sizeof(*event) + count * sizeof(others[0]));
    if (event) {
        event->record.flags = (uint16_t)what;
        event->thread = thread;
        event->other_count = (uint32_t)count;
        event->at_ns = at_ns;
        memcpy(event->others, others, count * sizeof(others[0]));
        lc_trace_commit(trace);
    }
}

static void record(enum lc_event what, lc_thread_id thread, const uint32_t *others, size_t count)
{
    record_at(what, lc_runtime_now_ns(), thread, others, count);
}

static bool is_recording(void)
{
    return lc_shared_matters_locked() && lc_runtime_trace_roomy_locked();
}

void lc_event_thread_start_locked(lc_thread_id thread, lc_thread_id parent)
{
    lc_order_thread_start(g_lc.order, thread, parent);
    if (parent && is_recording()) {
        record(LC_EVENT_THREAD_START, thread, &parent, 1);
    }
}

void lc_event_thread_join_locked(lc_thread_id joiner, lc_thread_id joined)
{
    lc_order_thread_join(g_lc.order, joiner, joined);
    if (is_recording()) {
        record(LC_EVENT_THREAD_JOIN, joiner, &joined, 1);
    }
}

void lc_event_phase_locked(const lc_thread_id *threads, size_t thread_count)
{
    lc_order_phase(g_lc.order, threads, thread_count);
    if (is_recording()) {
        record(LC_EVENT_PHASE, 0, threads, thread_count);
    }
}

void lc_event_lock_end_locked(lc_lock_id lock)
{
    if (is_recording()) {
        record(LC_EVENT_LOCK_END, 0, &lock, 1);
    }
}

/* Whatever this process shares: its children may share what it does not. */
static void tell_of_child(struct lc_thread *self, enum lc_event what, uint32_t pid, uint64_t at_ns)
{
    if (!g_lc.options.trace[0]) {
        return;
    }
    lc_thread_enter(self);
    lc_cold_enter(self);
    if (lc_runtime_trace_roomy_locked()) {
        record_at(what, at_ns, self->id, &pid, 1);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_event_waited(struct lc_thread *self, uint32_t pid)
{
    tell_of_child(self, LC_EVENT_WAITED, pid, lc_runtime_now_ns());
}

void lc_event_spawned(struct lc_thread *self, uint32_t pid, uint64_t at_ns)
{
    tell_of_child(self, LC_EVENT_SPAWNED, pid, at_ns);
}

/* What the thread did before is before the child; what it does from now on is news again. */
void lc_event_fork_locked(struct lc_thread *self)
{
    s_forking = self;
    s_fork_at_ns = lc_runtime_now_ns();
    if (self && lc_shared_matters_locked()) {
        lc_thread_id child = lc_thread_new_id_locked();
        lc_order_thread_start(g_lc.order, child, self->id);
        lc_order_thread_end(g_lc.order, child, true);
        lc_thread_rehash(self);
    }
}

/* A parent without a trace has done nothing that matters: its own origin is ours. */
void lc_event_fork_child(bool is_clean)
{
    if (!g_lc.trace.header && s_origin.pid) {
        return;
    }
    s_origin.pid = is_clean && s_forking && g_lc.trace.header ? g_lc.trace.header->pid : 0;
    s_origin.thread = s_forking ? s_forking->id : 0;
    s_origin.start_ns = g_lc.start_ns;
    s_origin.at_ns = s_fork_at_ns;
}

void lc_event_trace_begun_locked(void)
{
    struct lc_trace_forked *forked =
        s_origin.pid ? lc_trace_begin(&g_lc.trace, LC_REC_FORKED, sizeof(*forked)) : NULL;
    if (forked) {
        forked->parent_pid = s_origin.pid;
        forked->parent_thread = s_origin.thread;
        forked->parent_start_ns = s_origin.start_ns;
        forked->at_ns = s_origin.at_ns;
        lc_trace_commit(&g_lc.trace);
    }
}
