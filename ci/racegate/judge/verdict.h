/*
 * judge/verdict.h - one exit status out of everything that was learned.
 *
 * When several apply, the one that somebody must act on first wins: a new finding, a hang,
 * something that was not looked at, a policy. A pass needs every one of them to be absent.
 */
#ifndef RG_JUDGE_VERDICT_H
#define RG_JUDGE_VERDICT_H

#include "base/status.h"
#include "model/result.h"

struct rg_verdict {
    enum rg_status status;
    size_t state_counts[RG_STATE_INFORMS + 1]; /* findings by enum rg_state */
    size_t hangs;                              /* that nothing explained */
    const char **gaps;                         /* what was not looked at, one sentence each */
    size_t gap_count;
};

/* After rg_result_settle() and the baseline. Strings are in result->pool. */
struct rg_verdict rg_verdict_make(struct rg_result *result);
const char *rg_status_name(enum rg_status status);

/* A finding that could make a program hang was seen in this job's test. NULL: none. */
const struct rg_finding *rg_verdict_explain_hang(const struct rg_result *result,
                                                 const struct rg_job *job);

#endif
