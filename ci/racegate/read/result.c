#include "read/result.h"

#include <errno.h>
#include <string.h>

#include "base/json_read.h"
#include "read/json_frames.h"

static void read_report(struct rg_report *report, struct rg_pool *pool, const json_t *from)
{
    size_t index;
    json_t *item;
    report->tool_kind = rg_json_text_of(from, "tool_kind");
    report->message = rg_json_text_of(from, "message");
    report->object = rg_json_text_of(from, "object");
    report->object_text = rg_json_text_of(from, "object_text");
    json_array_foreach(json_object_get(from, "stacks"), index, item)
    {
        struct rg_stack *stack =
            rg_report_add_stack(report, pool, rg_role_from_name(rg_json_text_of(item, "role")));
        stack->title = rg_json_text_of(item, "title");
        stack->thread = rg_json_text_of(item, "thread");
        rg_read_frames(stack, pool, json_object_get(item, "frames"));
    }
    json_array_foreach(json_object_get(from, "threads"), index, item)
    {
        if (rg_json_text_of(item, "name") != NULL) {
            rg_report_thread(report, pool, rg_json_text_of(item, "name"))->label =
                rg_json_text_of(item, "label");
        }
    }
    json_array_foreach(json_object_get(from, "locks"), index, item)
    {
        if (rg_json_text_of(item, "name") != NULL) {
            rg_report_lock(report, pool, rg_json_text_of(item, "name"))->description =
                rg_json_text_of(item, "description");
        }
    }
}

static enum rg_state state_of(const json_t *finding, const json_t *witness)
{
    const char *own = rg_json_text_of(witness, "state");
    return rg_state_from_name(own != NULL ? own : rg_json_text_of(finding, "state"));
}

/* The finding once for each witness, so that merging is what adding reports is. */
static void read_finding(struct rg_result *result, const json_t *finding, size_t first_job)
{
    const char *why = rg_json_text_of(finding, "why");
    size_t index;
    json_t *witness;
    json_array_foreach(json_object_get(finding, "witnesses"), index, witness)
    {
        struct rg_pool pool = {0};
        struct rg_report report = {.kind = rg_kind_from_name(rg_json_text_of(finding, "kind")),
                                   .tool = rg_json_text_of(witness, "tool"),
                                   .log = rg_json_text_of(witness, "log"),
                                   .pid = (long)rg_json_number_of(witness, "pid"),
                                   .count =
                                       (unsigned long long)rg_json_number_of(witness, "count")};
        size_t job = first_job + (size_t)rg_json_number_of(witness, "job");
        enum rg_state state = state_of(finding, witness);
        if (state == RG_STATE_SUPPRESSED) {
            report.suppressed_by = why == NULL ? "a suppression" : why;
        }
        report.informs = state == RG_STATE_INFORMS;
        report.tool = report.tool == NULL ? "?" : report.tool;
        read_report(&report, &pool, json_object_get(finding, "report"));
        if (rg_json_number_of(witness, "job") >= 0 && job < result->job_count) {
            rg_result_add_report(result, &report, job);
        }
        rg_pool_clear(&pool);
    }
}

static void read_jobs(struct rg_result *result, const json_t *root)
{
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(root, "jobs"), index, item)
    {
        const char *test = rg_json_text_of(item, "test"), *config = rg_json_text_of(item, "config");
        const struct rg_job job = {
            .test = test == NULL ? "?" : test,
            .config = config == NULL ? "?" : config,
            .repeat = (unsigned)rg_json_number_of(item, "repeat"),
            .outcome = rg_outcome_from_name(rg_json_text_of(item, "outcome")),
            .why = rg_json_text_of(item, "why"),
            .duration_ms = rg_json_number_of(item, "duration_ms"),
            .log_dir = rg_json_text_of(item, "log_dir"),
        };
        (void)rg_result_add_job(result, &job);
    }
}

static void read_notes(struct rg_result *result, const json_t *root)
{
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(root, "canaries"), index, item)
    {
        struct rg_canary *canary = RG_PUSH(result->pool, result->canaries, result->canary_count);
        canary->config = rg_pool_string(result->pool, rg_json_text_of(item, "config"));
        canary->name = rg_pool_string(result->pool, rg_json_text_of(item, "name"));
        canary->why = rg_pool_string(result->pool, rg_json_text_of(item, "why"));
        canary->was_seen = json_is_true(json_object_get(item, "seen"));
        canary->config = canary->config == NULL ? "?" : canary->config;
        canary->name = canary->name == NULL ? "?" : canary->name;
    }
    json_array_foreach(json_object_get(root, "troubles"), index, item)
    {
        rg_result_trouble(result, "%s", json_string_value(item));
    }
    json_array_foreach(json_object_get(root, "used_suppressions"), index, item)
    {
        if (json_is_string(item)) {
            rg_result_used_suppression(result, json_string_value(item));
        }
    }
    result->is_full_run = json_is_true(json_object_get(root, "full_run"));
    result->needs_canaries =
        result->needs_canaries || json_is_true(json_object_get(root, "needs_canaries"));
    result->started_at = rg_json_number_of(root, "started_at");
    result->shard = (unsigned)rg_json_number_of(root, "shard");
    result->shard_count = (unsigned)rg_json_number_of(root, "shard_count");
}

int rg_read_result(struct rg_result *result, const char *path, const char **ret_why)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        *ret_why = strerror(errno);
        return -errno;
    }
    json_error_t problem;
    json_t *root = json_loadf(file, 0, &problem);
    fclose(file);
    const char *schema = rg_json_text_of(root, "schema");
    if (schema == NULL || strcmp(schema, "racegate-result") != 0 ||
        rg_json_number_of(root, "version") != 1) {
        *ret_why = root == NULL
                       ? rg_pool_format(result->pool, "line %d: %s", problem.line, problem.text)
                       : "it is not a racegate-result of version 1";
        json_decref(root);
        return -EINVAL;
    }
    size_t first_job = result->job_count, index;
    json_t *finding, *folder;
    json_array_foreach(json_object_get(root, "roots"), index, folder)
    {
        rg_roots_add(&result->roots, result->pool, json_string_value(folder));
    }
    read_jobs(result, root);
    json_array_foreach(json_object_get(root, "findings"), index, finding)
    {
        read_finding(result, finding, first_job);
    }
    read_notes(result, root);
    json_decref(root);
    return 0;
}
