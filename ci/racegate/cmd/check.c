/*
 * racegate check FILES: only read, compare and judge logs that somebody else's run has left.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/common.h"
#include "cmd/finish.h"
#include "read/reader.h"

static const char s_usage[] =
    "usage: racegate check [options] FILE...\n"
    "Reads logs of TSan (text), Helgrind and DRD (XML) and lockcheck (JSON), and judges them.\n"
    "Exit status: 0 pass, 1 new finding, 2 usage, 3 inconclusive, 4 policy.\n";

struct collector {
    struct rg_result *result;
    const char *path;
    size_t job;
};

static void collect(void *context, struct rg_report *report)
{
    struct collector *collector = context;
    report->log = collector->path;
    rg_result_add_report(collector->result, report, collector->job);
}

static void collect_used(void *context, const char *pattern)
{
    struct collector *collector = context;
    rg_result_used_suppression(collector->result, pattern);
}

static enum rg_outcome outcome_of(const struct rg_log *log, int error, const char **ret_why,
                                  struct rg_pool *pool)
{
    if (error != 0) {
        *ret_why = strerror(-error);
        return RG_OUTCOME_LOG_MISSING;
    }
    if (log->broke[0] != '\0') {
        *ret_why = rg_pool_string(pool, log->broke);
        return RG_OUTCOME_TOOL_BROKE;
    }
    if (log->is_cut) {
        *ret_why = log->incomplete[0] != '\0' ? rg_pool_string(pool, log->incomplete)
                                              : "it ends in the middle";
        return RG_OUTCOME_LOG_CUT;
    }
    if (!log->is_alive && log->report_count == 0) {
        *ret_why = "nothing in it shows that a detector ran";
        return RG_OUTCOME_LOG_MISSING;
    }
    if (log->incomplete[0] != '\0') {
        *ret_why = rg_pool_string(pool, log->incomplete);
        return RG_OUTCOME_LOG_CUT;
    }
    return RG_OUTCOME_RAN;
}

static void check_file(struct rg_result *result, const char *path)
{
    struct rg_log log = {.tool = "unknown"};
    struct rg_job job = {.test = path, .config = "log", .repeat = 1};
    struct collector collector = {result, path, rg_result_add_job(result, &job)};
    const struct rg_sink sink = {collect, collect_used, &collector};
    rg_read_fn *read = rg_read_detect(path);
    /* A program's own output may hold ThreadSanitizer's text anywhere. */
    int error = (read == NULL ? rg_read_tsan_text : read)(path, &sink, &log);
    struct rg_job *added = &result->jobs[collector.job];
    added->config = read == NULL && log.report_count == 0 ? "unknown" : log.tool;
    added->outcome = outcome_of(&log, error, &added->why, result->pool);
}

int rg_cmd_check(struct rg_pool *pool, int argc, char **argv)
{
    struct rg_options options;
    int error = rg_options_parse(&options, pool, RG_CMD_CHECK, s_usage, argc, argv);
    if (error != 0) {
        return error == -ECANCELED ? RG_STATUS_PASS : RG_STATUS_USAGE;
    }
    if (options.argument_count == 0) {
        fprintf(stderr, "racegate: check wants at least one file; see racegate check --help\n");
        return RG_STATUS_USAGE;
    }
    struct rg_context context;
    if (rg_context_settings(&context, pool, &options) != 0) {
        return RG_STATUS_USAGE;
    }
    struct rg_result *result = rg_context_result(&context, &options);
    for (size_t i = 0; i < options.argument_count; i++) {
        check_file(result, options.arguments[i]);
    }
    return rg_finish(result, &options, NULL);
}
