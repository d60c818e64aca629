#include "model/result.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/frame.h"

static const char *const s_outcomes[RG_OUTCOME_COUNT] = {
    [RG_OUTCOME_RAN] = "ran",
    [RG_OUTCOME_TEST_FAILED] = "test-failed",
    [RG_OUTCOME_SKIPPED] = "skipped",
    [RG_OUTCOME_HUNG] = "hung",
    [RG_OUTCOME_TOOL_BROKE] = "tool-broke",
    [RG_OUTCOME_LOG_MISSING] = "log-missing",
    [RG_OUTCOME_LOG_CUT] = "log-cut",
    [RG_OUTCOME_NO_DETECTOR] = "no-detector",
    [RG_OUTCOME_NOT_RUN] = "not-run",
};

const char *rg_outcome_name(enum rg_outcome outcome)
{
    return s_outcomes[outcome];
}

enum rg_outcome rg_outcome_from_name(const char *name)
{
    for (int i = 0; name != NULL && i < RG_OUTCOME_COUNT; i++) {
        if (strcmp(s_outcomes[i], name) == 0) {
            return (enum rg_outcome)i;
        }
    }
    return RG_OUTCOME_NOT_RUN; /* an unknown word must not become a pass */
}

static const char *const s_states[] = {"new", "known", "suppressed", "informs"};

const char *rg_state_name(enum rg_state state)
{
    return s_states[state];
}

enum rg_state rg_state_from_name(const char *name)
{
    for (int i = 0; name != NULL && i <= RG_STATE_INFORMS; i++) {
        if (strcmp(s_states[i], name) == 0) {
            return (enum rg_state)i;
        }
    }
    return RG_STATE_NEW;
}

struct rg_result *rg_result_new(struct rg_pool *pool)
{
    struct rg_result *result = rg_pool_alloc(pool, sizeof(*result));
    result->pool = pool;
    result->started_at = (long long)time(NULL);
    return result;
}

bool rg_result_is_whole(const struct rg_result *result)
{
    if (!result->is_full_run || result->shard_count > 1 || result->trouble_count > 0 ||
        result->job_count == 0) {
        return false;
    }
    for (size_t i = 0; i < result->job_count; i++) {
        enum rg_outcome outcome = result->jobs[i].outcome;
        if (outcome != RG_OUTCOME_RAN && outcome != RG_OUTCOME_SKIPPED) {
            return false;
        }
    }
    return true;
}

size_t rg_result_add_job(struct rg_result *result, const struct rg_job *job)
{
    struct rg_job *copy = RG_PUSH(result->pool, result->jobs, result->job_count);
    *copy = *job;
    copy->test = rg_pool_string(result->pool, job->test);
    copy->config = rg_pool_string(result->pool, job->config);
    copy->why = rg_pool_string(result->pool, job->why);
    copy->log_dir = rg_pool_string(result->pool, job->log_dir);
    return result->job_count - 1;
}

static size_t bucket_of(const struct rg_key *key)
{
    char digits[RG_FINGERPRINT_BYTES];
    rg_key_fingerprint(key, digits);
    return (size_t)(strtoull(digits, NULL, 16) % RG_RESULT_BUCKETS);
}

static struct rg_finding *find(struct rg_result *result, const struct rg_key *key, size_t bucket)
{
    for (size_t i = result->buckets[bucket]; i != 0; i = result->findings[i - 1].next_in_bucket) {
        if (rg_key_compare(&result->findings[i - 1].key, key) == 0) {
            return &result->findings[i - 1];
        }
    }
    return NULL;
}

/* How much a reader learns from it: sides, then lines of code, then everything around. */
static unsigned worth(const struct rg_report *report)
{
    unsigned sides = 0, lines = 0;
    for (size_t i = 0; i < report->stack_count; i++) {
        const struct rg_frame *top = rg_frame_top(&report->stacks[i]);
        sides += rg_role_is_side(report->stacks[i].role);
        lines += top != NULL && top->line != 0;
    }
    return sides * 1000 + lines * 10 + (report->object != NULL) * 5 + (report->thread_count > 0);
}

static void add_witness(struct rg_result *result, struct rg_finding *finding,
                        const struct rg_witness *witness)
{
    for (size_t i = 0; i < finding->witness_count; i++) {
        struct rg_witness *known = &finding->witnesses[i];
        if (known->job == witness->job && strcmp(known->tool, witness->tool) == 0) {
            known->count += witness->count;
            known->state = witness->state < known->state ? witness->state : known->state;
            return;
        }
    }
    *RG_PUSH(result->pool, finding->witnesses, finding->witness_count) = *witness;
}

static enum rg_state state_of(const struct rg_report *report)
{
    return report->suppressed_by != NULL ? RG_STATE_SUPPRESSED
           : report->informs             ? RG_STATE_INFORMS
                                         : RG_STATE_NEW;
}

/* The finding counts when any report of it does. */
static void join_state(struct rg_finding *finding, enum rg_state state, const char *why)
{
    if (state == RG_STATE_NEW) {
        finding->state = RG_STATE_NEW;
        finding->state_why = NULL;
    } else if (finding->state != RG_STATE_NEW && state == RG_STATE_SUPPRESSED) {
        finding->state = state;
        finding->state_why = why;
    }
}

void rg_result_add_report(struct rg_result *result, struct rg_report *report, size_t job)
{
    struct rg_pool *pool = result->pool;
    struct rg_key key;
    rg_frame_classify(report);
    rg_key_make(&key, report, &result->roots, pool);
    size_t bucket = bucket_of(&key);
    struct rg_finding *finding = find(result, &key, bucket);
    enum rg_state state = state_of(report);
    if (finding == NULL) {
        finding = RG_PUSH(pool, result->findings, result->finding_count);
        finding->key = key;
        finding->report = rg_report_copy(report, pool);
        finding->state = state;
        finding->state_why = rg_pool_string(pool, report->suppressed_by);
        finding->next_in_bucket = result->buckets[bucket];
        result->buckets[bucket] = result->finding_count;
    } else {
        if (worth(report) > worth(finding->report)) {
            finding->report = rg_report_copy(report, pool);
        }
        join_state(finding, state, rg_pool_string(pool, report->suppressed_by));
    }
    struct rg_witness witness = {.job = job,
                                 .state = state,
                                 .tool = rg_pool_string(pool, report->tool),
                                 .log = rg_pool_string(pool, report->log),
                                 .pid = report->pid,
                                 .count = report->count};
    add_witness(result, finding, &witness);
    if (state == RG_STATE_NEW) {
        result->jobs[job].report_count += report->count;
    }
}

static void join(struct rg_result *result, struct rg_finding *to, const struct rg_finding *from)
{
    for (size_t i = 0; i < from->witness_count; i++) {
        add_witness(result, to, &from->witnesses[i]);
    }
    join_state(to, from->state, from->state_why);
    if (worth(from->report) > worth(to->report)) {
        to->report = from->report;
    }
}

static int compare_findings(const void *a, const void *b)
{
    return rg_key_compare(&((const struct rg_finding *)a)->key,
                          &((const struct rg_finding *)b)->key);
}

static bool share_a_job(const struct rg_finding *a, const struct rg_finding *b)
{
    for (size_t i = 0; i < a->witness_count; i++) {
        for (size_t j = 0; j < b->witness_count; j++) {
            if (a->witnesses[i].job == b->witnesses[j].job) {
                return true;
            }
        }
    }
    return false;
}

/*
 * The finding that leaves least open among those that `open` fits; NULL: none leaves less. One of
 * the same run of a program goes before all others: TSan's hook leaves open what its text names.
 */
static struct rg_finding *fuller_than(struct rg_result *result, const struct rg_finding *open)
{
    struct rg_finding *best = NULL;
    bool best_shares = false;
    for (size_t i = 0; i < result->finding_count; i++) {
        struct rg_finding *other = &result->findings[i];
        if (other->witness_count == 0 || other->openness >= open->openness ||
            !rg_key_fits(&open->key, &other->key)) {
            continue;
        }
        bool shares = share_a_job(open, other);
        if (best == NULL || shares > best_shares ||
            (shares == best_shares && other->openness < best->openness)) {
            best = other;
            best_shares = shares;
        }
    }
    return best;
}

/* A report that only confirms another has no count of its own; one that nobody else made has. */
static void count_confirmed(struct rg_finding *finding)
{
    for (size_t i = 0; i < finding->witness_count; i++) {
        if (finding->witnesses[i].count == 0) {
            finding->witnesses[i].count = 1;
        }
    }
}

void rg_result_settle(struct rg_result *result)
{
    if (result->finding_count == 0) {
        return;
    }
    /* Sorted first, so that the outcome does not depend on which report came first. */
    qsort(result->findings, result->finding_count, sizeof(*result->findings), compare_findings);
    for (size_t i = 0; i < result->finding_count; i++) {
        result->findings[i].openness = rg_key_openness(&result->findings[i].key);
    }
    for (size_t i = 0; i < result->finding_count; i++) {
        struct rg_finding *finding = &result->findings[i];
        struct rg_finding *fuller = fuller_than(result, finding);
        if (fuller != NULL) {
            join(result, fuller, finding);
            finding->witness_count = 0;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < result->finding_count; i++) {
        if (result->findings[i].witness_count > 0) {
            result->findings[kept] = result->findings[i];
            count_confirmed(&result->findings[kept]);
            rg_key_fingerprint(&result->findings[kept].key, result->findings[kept].fingerprint);
            kept++;
        }
    }
    result->finding_count = kept;
    memset(result->buckets, 0, sizeof(result->buckets));
}

__attribute__((format(printf, 4, 0))) static void note(struct rg_pool *pool, const char ***list,
                                                       size_t *count, const char *format,
                                                       va_list args)
{
    char text[1024];
    vsnprintf(text, sizeof(text), format, args);
    for (size_t i = 0; i < *count; i++) {
        if (strcmp((*list)[i], text) == 0) {
            return;
        }
    }
    *RG_PUSH(pool, *list, *count) = rg_pool_string(pool, text);
}

void rg_result_trouble(struct rg_result *result, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    note(result->pool, &result->troubles, &result->trouble_count, format, args);
    va_end(args);
}

void rg_result_policy(struct rg_result *result, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    note(result->pool, &result->policies, &result->policy_count, format, args);
    va_end(args);
}

void rg_result_used_suppression(struct rg_result *result, const char *pattern)
{
    for (size_t i = 0; i < result->used_suppression_count; i++) {
        if (strcmp(result->used_suppressions[i], pattern) == 0) {
            return;
        }
    }
    *RG_PUSH(result->pool, result->used_suppressions, result->used_suppression_count) =
        rg_pool_string(result->pool, pattern);
}
