/*
 * report/findings.h - the findings of a model, the same ones put together, the worst first.
 *
 * Owns:    the list; what it points to belongs to the model and the resolver's arena.
 * Threads: none inside.
 */
#ifndef LC_REPORT_FINDINGS_H
#define LC_REPORT_FINDINGS_H

#include "report/frames.h"
#include "report/kinds.h"
#include "report/model.h"

struct lc_suppression;

enum { LC_FINGERPRINT_BYTES = 17 };

struct lc_finding {
    const struct lc_process *process;
    const struct lc_trace_finding *record;
    const struct lc_kind *kind;
    enum lc_tier tier;
    const struct lc_trace_step **steps;
    uint32_t step_count;
    char fingerprint[LC_FINGERPRINT_BYTES];
    uint64_t places; /* the fingerprint without the kind */
    uint64_t count;  /* this one and equal ones, in any process */
    uint64_t covers; /* of a deadlock: predictions for the same locks, left out */
    bool told;       /* printed while its process ran; it or an equal one */
    bool older;      /* not what the process asks to be printed now */
    bool fails;      /* counts against the run */
    const struct lc_suppression *suppressed_by; /* NULL: not suppressed */
};

struct lc_findings {
    struct lc_finding
        *items; /* most certain tier first, then fewest steps, then in order of time */
    size_t count;
    uint64_t damaged; /* records of no known kind or tier */
};

/* 0 or -ENOMEM. */
int lc_findings_collect(struct lc_findings *findings, const struct lc_model *model,
                        struct lc_resolver *resolver);
/* Count predictions with the deadlock that is told of the same locks, and leave them out; once it
 * is known what is suppressed. 0 or -ENOMEM. */
int lc_findings_cover(struct lc_findings *findings);
void lc_findings_fini(struct lc_findings *findings);

/*
 * Of a stuck process: how many of the steps are threads that wait. Those after them tell who
 * signalled what is waited for. 0: it is not about a stuck process.
 */
uint32_t lc_finding_stuck_count(const struct lc_finding *finding);
/* Whether step `index` is somebody who signalled, and waits for nothing. */
bool lc_finding_is_signal(const struct lc_finding *finding, uint32_t index);

/*
 * The lock that matters of those that step `index` holds. In a ring: what the step before it wants;
 * else what the first step is about. Where that is not held, the innermost. NULL: it holds nothing.
 */
const struct lc_trace_held *lc_finding_held(const struct lc_finding *finding, uint32_t index);

#endif
