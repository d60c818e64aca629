/*
 * runtime/state.h - the one global of the runtime, and its life: start, fork, exit.
 *
 * Threads: `cold` guards everything below it. It is held for microseconds, on paths taken once per
 *          new thing, never while the watched program's code runs, and it is the only lock we have.
 */
#ifndef LC_RUNTIME_STATE_H
#define LC_RUNTIME_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/futex_lock.h"
#include "base/options.h"
#include "order/order.h"
#include "trace/writer.h"

enum lc_power {
    LC_POWER_UNKNOWN, /* before the constructor */
    LC_POWER_ON,
    LC_POWER_OFF, /* stepped aside: every call passes through */
};

struct lc_runtime {
    _Atomic int power; /* enum lc_power; read by any (relaxed) */
    uint32_t pid;
    uint64_t start_ns; /* monotonic */
    struct lc_options options;
    char executable[512];

    struct lc_futex_lock cold;
    struct lc_arena arena;
    struct lc_order *order;
    struct lc_trace_writer trace;
    struct lc_trace_counts counts; /* copied to the trace's header as it changes */
    bool trace_started;
    bool reported; /* the exit report is out */
    bool sealed;   /* sandboxed: no new system calls */
};

extern struct lc_runtime g_lc;

/* From the constructor, once. Reads the environment; may step aside or, on bad options, exit. */
void lc_runtime_start(void);
/* Async-signal-safe. */
bool lc_runtime_is_on(void);

/* Enter: take cold, having noticed a fork that no handler told us of, and keep signal handlers out.
 * self is this thread's block. */
struct lc_thread;
void lc_cold_enter(struct lc_thread *self);
/* False: another thread is in cold; nothing was done. For what may as well be done later. */
bool lc_cold_try_enter(struct lc_thread *self);
void lc_cold_leave(struct lc_thread *self);
/* Under cold. The signals that the thread had blocked when it entered; all, when it is not known.
 */
uint64_t lc_cold_blocked_locked(void);

/* Under cold. The trace, made at first use; its header is NULL when there can be none. */
struct lc_trace_writer *lc_runtime_trace_locked(void);
/* Under cold. Whether there is still room for records that are not findings. */
bool lc_runtime_trace_roomy_locked(void);
/* Under cold. Say something to the reader of the trace. */
void lc_runtime_note_locked(const char *text, bool incomplete);

/* The last component of the executable's path. */
const char *lc_runtime_program_name(void);
/* Nanoseconds of the monotonic clock. */
uint64_t lc_runtime_now_ns(void);

/* fork handlers. */
void lc_runtime_fork_prepare(void);
void lc_runtime_fork_parent(void);
void lc_runtime_fork_child(void);

#endif
