/*
 * model/result.h - everything one command learned: which jobs ran, how each ended, what was found.
 *
 * A job is one test under one configuration, once. A finding is one bug with all its witnesses.
 * Owns: copies of all that it is given, in result->pool.
 */
#ifndef RG_MODEL_RESULT_H
#define RG_MODEL_RESULT_H

#include "model/key.h"
#include "model/report.h"

/* In order of how bad they are: of several, the last one is shown. */
enum rg_outcome {
    RG_OUTCOME_RAN,         /* to its end, with the detector alive, as the test expects */
    RG_OUTCOME_SKIPPED,     /* the test said so */
    RG_OUTCOME_TEST_FAILED, /* it ended otherwise than the test expects, and nothing was found */
    RG_OUTCOME_HUNG,        /* past its time limit */
    RG_OUTCOME_TOOL_BROKE,  /* the detector died or refused */
    RG_OUTCOME_LOG_MISSING, /* the detector left nothing to read */
    RG_OUTCOME_LOG_CUT,     /* what it left has no end */
    RG_OUTCOME_NO_DETECTOR, /* the program is not instrumented, or cannot be watched */
    RG_OUTCOME_NOT_RUN,     /* it could not be started, or was interrupted, or its setup failed */
    RG_OUTCOME_COUNT
};

struct rg_job {
    const char *test;
    const char *config;
    unsigned repeat; /* from 1 */
    enum rg_outcome outcome;
    const char *why; /* one sentence when the outcome is not "ran" */
    long long duration_ms;
    unsigned long long report_count; /* that can fail a run */
    const char *log_dir;
};

enum rg_state {
    RG_STATE_NEW,
    RG_STATE_KNOWN,      /* the baseline has it */
    RG_STATE_SUPPRESSED, /* a suppression matched */
    RG_STATE_INFORMS,
};

struct rg_witness {
    size_t job;          /* index in result->jobs */
    enum rg_state state; /* as this tool reported it: never RG_STATE_KNOWN */
    const char *tool;
    const char *log;
    long pid;
    unsigned long long count;
};

struct rg_finding {
    struct rg_key key;
    char fingerprint[RG_FINGERPRINT_BYTES];
    enum rg_state state;
    const char *state_why;          /* reason of the baseline entry, or the suppression */
    const struct rg_report *report; /* the most telling one */
    struct rg_witness *witnesses;
    size_t witness_count;
    size_t next_in_bucket; /* index + 1 */
    unsigned openness;     /* of the key, while findings are settled */
};

/* One planted bug under one configuration. */
struct rg_canary {
    const char *config;
    const char *name; /* "race", "inversion" */
    bool was_seen;
    const char *why; /* when it was not */
};

enum { RG_RESULT_BUCKETS = 4096 };

struct rg_result {
    struct rg_pool *pool;
    struct rg_roots roots; /* add them before the first report: they are part of what a key is */
    struct rg_job *jobs;
    size_t job_count;
    struct rg_finding *findings;
    size_t finding_count;
    struct rg_canary *canaries;
    size_t canary_count;
    const char **troubles; /* what was not looked at, beyond single jobs: one sentence each */
    size_t trouble_count;
    const char **policies; /* entries that must go: one sentence each */
    size_t policy_count;
    const char **used_suppressions; /* patterns that matched something in this run */
    size_t used_suppression_count;
    bool is_full_run;     /* every test under every wanted configuration, not a part of them */
    bool needs_canaries;  /* without one that was seen, a configuration proves nothing */
    long long started_at; /* seconds since the epoch */
    unsigned shard, shard_count;       /* 0: not sharded */
    size_t buckets[RG_RESULT_BUCKETS]; /* of findings by key: index + 1 */
};

struct rg_result *rg_result_new(struct rg_pool *pool);
/* Its index. */
size_t rg_result_add_job(struct rg_result *result, const struct rg_job *job);
/* Copies the report, or only counts it when its bug is known already. */
void rg_result_add_report(struct rg_result *result, struct rg_report *report, size_t job);
/* A note of which `list` is result->troubles or result->policies. */
__attribute__((format(printf, 2, 3))) void rg_result_trouble(struct rg_result *result,
                                                             const char *format, ...);
__attribute__((format(printf, 2, 3))) void rg_result_policy(struct rg_result *result,
                                                            const char *format, ...);
void rg_result_used_suppression(struct rg_result *result, const char *pattern);
/* A full run, no shard of one, that looked at everything: what nobody saw in it is not there. */
bool rg_result_is_whole(const struct rg_result *result);
/*
 * Call once, after the last report: join findings that leave something open with the one they fit,
 * sort all, compute fingerprints.
 */
void rg_result_settle(struct rg_result *result);

const char *rg_outcome_name(enum rg_outcome outcome);
enum rg_outcome rg_outcome_from_name(const char *name);
const char *rg_state_name(enum rg_state state);
/* RG_STATE_NEW for an unknown word: it must not hide anything. */
enum rg_state rg_state_from_name(const char *name);

#endif
