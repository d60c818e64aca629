/*
 * tests/gate/collect.h - reads a log into a result, as racegate does.
 */
#ifndef TESTS_GATE_COLLECT_H
#define TESTS_GATE_COLLECT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/result.h"
#include "read/reader.h"

struct collected {
    struct rg_pool pool;
    struct rg_result *result;
    struct rg_log log;
    size_t used_suppressions;
    char last_suppression[128];
};

static inline void collect_report(void *context, struct rg_report *report)
{
    struct collected *collected = context;
    rg_result_add_report(collected->result, report, collected->result->job_count - 1);
}

static inline void collect_suppression(void *context, const char *pattern)
{
    struct collected *collected = context;
    collected->used_suppressions++;
    snprintf(collected->last_suppression, sizeof(collected->last_suppression), "%s", pattern);
}

/* Read one more log as the job of `config`; the reader's own result. */
static inline int collect(struct collected *collected, rg_read_fn *read, const char *path,
                          const char *config)
{
    if (collected->result == NULL) {
        collected->result = rg_result_new(&collected->pool);
    }
    const struct rg_job job = {.test = "test", .config = config, .repeat = 1};
    (void)rg_result_add_job(collected->result, &job);
    const struct rg_sink sink = {collect_report, collect_suppression, collected};
    return read(path, &sink, &collected->log);
}

static inline const struct rg_finding *find_kind(const struct collected *collected,
                                                 enum rg_kind kind)
{
    for (size_t i = 0; i < collected->result->finding_count; i++) {
        if (collected->result->findings[i].key.kind == kind) {
            return &collected->result->findings[i];
        }
    }
    return NULL;
}

static char s_scratch[64];

static inline void remove_scratch(void)
{
    (void)remove(s_scratch);
}

/* Write a log for one test; the path is good until the next call, and the file goes at the end. */
static inline const char *scratch_file(const void *bytes, size_t length)
{
    if (s_scratch[0] == '\0') {
        snprintf(s_scratch, sizeof(s_scratch), "scratch-%ld.log", (long)getpid());
        (void)atexit(remove_scratch);
    }
    FILE *file = fopen(s_scratch, "w");
    if (file == NULL || fwrite(bytes, 1, length, file) != length || fclose(file) != 0) {
        return "cannot-write-here";
    }
    return s_scratch;
}

#endif
