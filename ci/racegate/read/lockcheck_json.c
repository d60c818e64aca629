/*
 * lockcheck's report, docs/schema/lockcheck-report-1.schema.json. It is written whole or not at
 * all, so it is read whole: a file that is no JSON counts as cut.
 */
#include "read/reader.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/json_read.h"
#include "read/json_frames.h"

static const char *lock_name(const json_t *finding, json_int_t id, struct rg_pool *pool)
{
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(finding, "locks"), index, item)
    {
        const char *name = rg_json_text_of(item, "name");
        if (rg_json_number_of(item, "id") == id && name != NULL) {
            return name;
        }
    }
    return rg_pool_format(pool, "lock %lld", (long long)id);
}

static void read_acquire(struct rg_report *report, struct rg_pool *pool, const json_t *finding,
                         const json_t *acquire, const char *thread, enum rg_role role)
{
    const char *lock = lock_name(finding, rg_json_number_of(acquire, "lock"), pool);
    struct rg_stack *stack = rg_report_add_stack(report, pool, role);
    stack->thread = thread;
    stack->title =
        rg_pool_format(pool, "%s %s %s", thread, role == RG_ROLE_HOLDS ? "holds" : "wants", lock);
    rg_read_frames(stack, pool, json_object_get(acquire, "stack"));
}

static const char *read_thread(struct rg_report *report, struct rg_pool *pool, const json_t *thread)
{
    char *name = rg_pool_format(pool, "T%lld", rg_json_number_of(thread, "id"));
    struct rg_thread *entry = rg_report_thread(report, pool, name);
    entry->label = rg_json_text_of(thread, "name");
    json_t *created = json_object_get(thread, "created");
    if (json_array_size(created) > 0) {
        struct rg_stack *stack = rg_report_add_stack(report, pool, RG_ROLE_CREATED_THREAD);
        stack->thread = name;
        stack->title = rg_pool_format(pool, "%s was created", name);
        rg_read_frames(stack, pool, created);
    }
    return name;
}

static void read_step(struct rg_report *report, struct rg_pool *pool, const json_t *finding,
                      const json_t *step)
{
    const char *thread = read_thread(report, pool, json_object_get(step, "thread"));
    bool is_ring = rg_kind_row(report->kind)->shape == RG_SHAPE_RING;
    json_t *wants = json_object_get(step, "wants");
    if (json_is_object(wants)) {
        read_acquire(report, pool, finding, wants, thread, is_ring ? RG_ROLE_WANTS : RG_ROLE_SITE);
    }
    size_t index;
    json_t *held;
    json_array_foreach(json_object_get(step, "holds"), index, held)
    {
        bool is_site = !is_ring && !json_is_object(wants) && index == 0;
        read_acquire(report, pool, finding, held, thread, is_site ? RG_ROLE_SITE : RG_ROLE_HOLDS);
    }
}

static void read_locks(struct rg_report *report, struct rg_pool *pool, const json_t *finding)
{
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(finding, "locks"), index, item)
    {
        const char *name = lock_name(finding, rg_json_number_of(item, "id"), pool);
        rg_report_lock(report, pool, name)->description = rg_json_text_of(item, "description");
    }
}

static void read_finding(const json_t *finding, const struct rg_sink *sink, struct rg_log *log)
{
    struct rg_pool pool = {0};
    json_t *fails = json_object_get(finding, "fails");
    struct rg_report report = {
        .tool = "lockcheck",
        .tool_kind = rg_json_text_of(finding, "kind"),
        .kind = rg_kind_from_name(rg_json_text_of(finding, "kind")),
        .message = rg_json_text_of(finding, "message"),
        .pid = (long)rg_json_number_of(finding, "pid"),
        .count = (unsigned long long)rg_json_number_of(finding, "count"),
        .informs = json_is_false(fails),
    };
    if (json_is_true(json_object_get(finding, "suppressed"))) {
        const char *pattern = rg_json_text_of(finding, "suppressed_by");
        report.suppressed_by = pattern == NULL ? "a suppression" : pattern;
        if (pattern != NULL && sink->used_suppression != NULL) {
            sink->used_suppression(sink->context, pattern);
        }
    }
    read_locks(&report, &pool, finding);
    size_t index;
    json_t *step;
    json_array_foreach(json_object_get(finding, "steps"), index, step)
    {
        read_step(&report, &pool, finding, step);
    }
    log->report_count++;
    sink->report(sink->context, &report);
    rg_pool_clear(&pool);
}

static void read_processes(const json_t *root, struct rg_log *log)
{
    size_t index;
    json_t *process;
    json_array_foreach(json_object_get(root, "processes"), index, process)
    {
        log->is_alive = true;
        log->pid = (long)rg_json_number_of(process, "pid");
        json_t *reasons = json_object_get(process, "incomplete");
        if (json_is_false(json_object_get(process, "complete")) && log->incomplete[0] == '\0') {
            const char *reason = json_string_value(json_array_get(reasons, 0));
            snprintf(log->incomplete, sizeof(log->incomplete), "%s",
                     reason == NULL ? "a process was not recorded completely" : reason);
        }
    }
}

int rg_read_lockcheck_json(const char *path, const struct rg_sink *sink, struct rg_log *ret_log)
{
    memset(ret_log, 0, sizeof(*ret_log));
    ret_log->tool = "lockcheck";
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return -errno;
    }
    json_error_t problem;
    /* Names in a program may be no UTF-8, or hold zero bytes: the reader takes what JSON allows. */
    json_t *root = json_loadf(file, JSON_ALLOW_NUL, &problem);
    fclose(file);
    const char *schema = rg_json_text_of(root, "schema");
    if (root == NULL || schema == NULL || strcmp(schema, "lockcheck-report") != 0) {
        ret_log->is_cut = true;
        if (root == NULL) {
            snprintf(ret_log->incomplete, sizeof(ret_log->incomplete), "line %d: %.150s",
                     problem.line, problem.text);
        }
        json_decref(root);
        return 0;
    }
    if (rg_json_number_of(root, "version") != 1) {
        snprintf(ret_log->broke, sizeof(ret_log->broke),
                 "version %lld of lockcheck's report is not known here",
                 rg_json_number_of(root, "version"));
    }
    read_processes(root, ret_log);
    size_t index;
    json_t *finding;
    json_array_foreach(json_object_get(root, "findings"), index, finding)
    {
        read_finding(finding, sink, ret_log);
    }
    ret_log->is_complete = true;
    json_decref(root);
    return 0;
}
