#include "judge/verdict.h"

#include <string.h>

const char *rg_status_name(enum rg_status status)
{
    switch (status) {
    case RG_STATUS_PASS:
        return "pass";
    case RG_STATUS_NEW_FINDING:
        return "new finding";
    case RG_STATUS_USAGE:
        return "usage";
    case RG_STATUS_INCONCLUSIVE:
        return "inconclusive";
    case RG_STATUS_POLICY:
        return "policy";
    case RG_STATUS_HANG:
        return "hang";
    }
    return "?";
}

static bool was_seen_in_test(const struct rg_result *result, const struct rg_finding *finding,
                             const char *test)
{
    for (size_t i = 0; i < finding->witness_count; i++) {
        if (strcmp(result->jobs[finding->witnesses[i].job].test, test) == 0) {
            return true;
        }
    }
    return false;
}

const struct rg_finding *rg_verdict_explain_hang(const struct rg_result *result,
                                                 const struct rg_job *job)
{
    const struct rg_finding *possible = NULL;
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct rg_finding *finding = &result->findings[i];
        enum rg_kind kind = finding->key.kind;
        if (finding->state == RG_STATE_INFORMS || !rg_kind_row(kind)->explains_hang ||
            !was_seen_in_test(result, finding, job->test)) {
            continue;
        }
        /* What did happen explains better than what could. */
        if (kind == RG_KIND_DEADLOCK || kind == RG_KIND_SELF_DEADLOCK) {
            return finding;
        }
        possible = possible == NULL ? finding : possible;
    }
    return possible;
}

static void add_gap(struct rg_verdict *verdict, struct rg_pool *pool, const char *text)
{
    *RG_PUSH(pool, verdict->gaps, verdict->gap_count) = text;
}

static void judge_job(struct rg_verdict *verdict, struct rg_result *result,
                      const struct rg_job *job)
{
    if (job->outcome == RG_OUTCOME_RAN || job->outcome == RG_OUTCOME_SKIPPED) {
        return;
    }
    if (job->outcome == RG_OUTCOME_HUNG) {
        const struct rg_finding *finding = rg_verdict_explain_hang(result, job);
        if (finding == NULL) {
            verdict->hangs++;
        } else {
            add_gap(verdict, result->pool,
                    rg_pool_format(result->pool,
                                   "%s under %s: hung because of %s %s; the rest of it was not run",
                                   job->test, job->config, rg_kind_row(finding->key.kind)->name,
                                   finding->fingerprint));
        }
        return;
    }
    add_gap(verdict, result->pool,
            rg_pool_format(result->pool, "%s under %s: %s%s%s", job->test, job->config,
                           rg_outcome_name(job->outcome), job->why == NULL ? "" : ": ",
                           job->why == NULL ? "" : job->why));
}

static bool all_skipped(const struct rg_result *result, const char *config)
{
    for (size_t i = 0; i < result->job_count; i++) {
        if (strcmp(result->jobs[i].config, config) == 0 &&
            result->jobs[i].outcome != RG_OUTCOME_SKIPPED) {
            return false;
        }
    }
    return true;
}

/* A configuration of which no test ran proves nothing, whatever the others did. */
static void judge_configs(struct rg_verdict *verdict, struct rg_result *result)
{
    const char *last = "";
    for (size_t i = 0; i < result->job_count; i++) {
        const char *config = result->jobs[i].config;
        if (result->jobs[i].outcome == RG_OUTCOME_SKIPPED && strcmp(config, last) != 0 &&
            all_skipped(result, config)) {
            last = config;
            add_gap(verdict, result->pool,
                    rg_pool_format(result->pool, "%s: every test was skipped", config));
        }
    }
    if (result->job_count == 0) {
        add_gap(verdict, result->pool, "nothing ran: there was no test");
    }
}

static void judge_canaries(struct rg_verdict *verdict, struct rg_result *result)
{
    for (size_t i = 0; i < result->canary_count; i++) {
        const struct rg_canary *canary = &result->canaries[i];
        if (!canary->was_seen) {
            add_gap(verdict, result->pool,
                    rg_pool_format(result->pool, "%s: its planted %s was not seen%s%s",
                                   canary->config, canary->name, canary->why == NULL ? "" : ": ",
                                   canary->why == NULL ? "" : canary->why));
        }
    }
}

static bool has_canary(const struct rg_result *result, const char *config)
{
    for (size_t i = 0; i < result->canary_count; i++) {
        if (strcmp(result->canaries[i].config, config) == 0) {
            return true;
        }
    }
    return strcmp(config, "plain") == 0;
}

static void require_canaries(struct rg_verdict *verdict, struct rg_result *result)
{
    const char *last = "";
    for (size_t i = 0; result->needs_canaries && i < result->job_count; i++) {
        const char *config = result->jobs[i].config;
        if (strcmp(config, last) != 0 && !has_canary(result, config)) {
            add_gap(
                verdict, result->pool,
                rg_pool_format(result->pool, "%s: no canary proved that it sees anything", config));
        }
        last = config;
    }
}

struct rg_verdict rg_verdict_make(struct rg_result *result)
{
    struct rg_verdict verdict = {0};
    for (size_t i = 0; i < result->finding_count; i++) {
        verdict.state_counts[result->findings[i].state]++;
    }
    judge_configs(&verdict, result);
    for (size_t i = 0; i < result->job_count; i++) {
        judge_job(&verdict, result, &result->jobs[i]);
    }
    judge_canaries(&verdict, result);
    require_canaries(&verdict, result);
    for (size_t i = 0; i < result->trouble_count; i++) {
        add_gap(&verdict, result->pool, result->troubles[i]);
    }
    verdict.status = verdict.state_counts[RG_STATE_NEW] > 0 ? RG_STATUS_NEW_FINDING
                     : verdict.hangs > 0                    ? RG_STATUS_HANG
                     : verdict.gap_count > 0                ? RG_STATUS_INCONCLUSIVE
                     : result->policy_count > 0             ? RG_STATUS_POLICY
                                                            : RG_STATUS_PASS;
    return verdict;
}
