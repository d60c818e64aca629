/*
 * runtime/finding.h - puts what was found into the trace, with all that it refers to.
 *
 * Threads: functions named _locked are under g_lc.cold; the others are called from outside the
 * runtime.
 */
#ifndef LC_RUNTIME_FINDING_H
#define LC_RUNTIME_FINDING_H

#include <stdbool.h>

#include "order/order.h"
#include "runtime/thread.h"
#include "trace/format.h"

/* One thread's part. step.lock may be 0: nothing is asked for. */
struct lc_finding_step {
    struct lc_order_step step;
    uint64_t waited_ns;
    bool is_foreign; /* all numbers are those of the peer step.segment, of another process */
};

struct lc_finding {
    enum lc_finding_kind kind;
    enum lc_tier tier;
    uint32_t detail; /* as in lc_trace_finding */
    unsigned flags;  /* enum lc_finding_flag */
    const struct lc_finding_step *steps;
    size_t step_count;
};

/* lc_order_ring_fn: `context` is the struct lc_thread that closed the ring. */
void lc_finding_ring(void *context, const struct lc_order_ring *ring);
/* Record a dependency seen for the first time, while the trace is roomy. */
void lc_finding_dependency_locked(struct lc_thread *self, const struct lc_order_request *request);
/* Write the finding and what it refers to. May end the process (halt_on_error). */
void lc_finding_write_locked(const struct lc_finding *finding);

/* Something that the calling thread does here and now, by itself. */
struct lc_misuse {
    enum lc_finding_kind kind;
    enum lc_tier tier;
    void *object;         /* the lock, or what is misused like one; NULL: none */
    unsigned object_kind; /* enum lc_lock_kind */
    unsigned mode;        /* enum lc_mode */
    uint32_t detail;
    uint32_t stack;     /* of the call */
    uint32_t other_tid; /* of a thread that has the object, or 0 */
    void *other_object; /* what that thread wants, at other_stack; NULL: nothing */
    unsigned other_kind;
    uint32_t other_stack;
    uint64_t blocked_ns; /* how long it blocked, when that is the point */
};

/* The wait that `self` is in. */
struct lc_misuse lc_misuse_of_wait(const struct lc_thread *self, enum lc_finding_kind kind,
                                   enum lc_tier tier);
/*
 * Report it with what the thread holds, and what `other` holds. Once for each kind and call stack:
 * a misuse in a loop is one finding.
 */
void lc_finding_misuse(struct lc_thread *self, const struct lc_misuse *misuse);
/* False: told before, or no room. */
bool lc_finding_misuse_locked(struct lc_thread *self, const struct lc_misuse *misuse);

/* Whether this is the first of its kind at this call stack; remembers it. */
bool lc_finding_is_news_locked(enum lc_finding_kind kind, uint32_t stack);

void lc_findings_reset_locked(void);

#endif
