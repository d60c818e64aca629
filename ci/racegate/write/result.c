/*
 * racegate's own form of a result, "racegate-result" version 1: jobs, findings with their key and
 * report, canaries, notes. read/result.c reads it back.
 */
#include "base/json_write.h"
#include "write/writer.h"

static void write_jobs(struct rg_json *json, const struct rg_result *result)
{
    rg_json_open(json, "jobs", '[');
    for (size_t i = 0; i < result->job_count; i++) {
        const struct rg_job *job = &result->jobs[i];
        rg_json_open(json, NULL, '{');
        rg_json_text(json, "test", job->test);
        rg_json_text(json, "config", job->config);
        rg_json_number(json, "repeat", job->repeat);
        rg_json_text(json, "outcome", rg_outcome_name(job->outcome));
        rg_json_text(json, "why", job->why);
        rg_json_number(json, "duration_ms", job->duration_ms);
        rg_json_text(json, "log_dir", job->log_dir);
        rg_json_close(json, '}');
    }
    rg_json_close(json, ']');
}

static void write_stacks(struct rg_json *json, const struct rg_report *report)
{
    rg_json_open(json, "stacks", '[');
    for (size_t i = 0; i < report->stack_count; i++) {
        const struct rg_stack *stack = &report->stacks[i];
        rg_json_open(json, NULL, '{');
        rg_json_text(json, "role", rg_role_name(stack->role));
        rg_json_text(json, "title", stack->title);
        rg_json_text(json, "thread", stack->thread);
        rg_json_open(json, "frames", '[');
        for (size_t j = 0; j < stack->frame_count; j++) {
            const struct rg_frame *frame = &stack->frames[j];
            rg_json_open(json, NULL, '{');
            rg_json_text(json, "function", frame->function);
            rg_json_text(json, "file", frame->file);
            rg_json_number(json, "line", frame->line);
            rg_json_number(json, "column", frame->column);
            rg_json_text(json, "module", frame->module);
            rg_json_number(json, "offset", (int64_t)frame->offset);
            rg_json_close(json, '}');
        }
        rg_json_close(json, ']');
        rg_json_close(json, '}');
    }
    rg_json_close(json, ']');
}

static void write_report(struct rg_json *json, const struct rg_report *report)
{
    rg_json_open(json, "report", '{');
    rg_json_text(json, "tool", report->tool);
    rg_json_text(json, "tool_kind", report->tool_kind);
    rg_json_text(json, "message", report->message);
    rg_json_text(json, "object", report->object);
    rg_json_text(json, "object_text", report->object_text);
    write_stacks(json, report);
    rg_json_open(json, "threads", '[');
    for (size_t i = 0; i < report->thread_count; i++) {
        rg_json_open(json, NULL, '{');
        rg_json_text(json, "name", report->threads[i].name);
        rg_json_text(json, "label", report->threads[i].label);
        rg_json_close(json, '}');
    }
    rg_json_close(json, ']');
    rg_json_open(json, "locks", '[');
    for (size_t i = 0; i < report->lock_count; i++) {
        rg_json_open(json, NULL, '{');
        rg_json_text(json, "name", report->locks[i].name);
        rg_json_text(json, "description", report->locks[i].description);
        rg_json_close(json, '}');
    }
    rg_json_close(json, ']');
    rg_json_close(json, '}');
}

static void write_finding(struct rg_json *json, const struct rg_finding *finding)
{
    rg_json_open(json, NULL, '{');
    rg_json_text(json, "kind", rg_kind_row(finding->key.kind)->name);
    rg_json_text(json, "fingerprint", finding->fingerprint);
    rg_json_text(json, "state", rg_state_name(finding->state));
    rg_json_text(json, "why", finding->state_why);
    rg_json_open(json, "witnesses", '[');
    for (size_t i = 0; i < finding->witness_count; i++) {
        const struct rg_witness *witness = &finding->witnesses[i];
        rg_json_open(json, NULL, '{');
        rg_json_number(json, "job", (int64_t)witness->job);
        rg_json_text(json, "tool", witness->tool);
        rg_json_text(json, "state", rg_state_name(witness->state));
        rg_json_text(json, "log", witness->log);
        rg_json_number(json, "pid", witness->pid);
        rg_json_number(json, "count", (int64_t)witness->count);
        rg_json_close(json, '}');
    }
    rg_json_close(json, ']');
    write_report(json, finding->report);
    rg_json_close(json, '}');
}

static void write_texts(struct rg_json *json, const char *key, const char *const *texts,
                        size_t count)
{
    rg_json_open(json, key, '[');
    for (size_t i = 0; i < count; i++) {
        rg_json_text(json, NULL, texts[i]);
    }
    rg_json_close(json, ']');
}

void rg_write_result(FILE *out, const struct rg_view *view)
{
    const struct rg_result *result = view->result;
    struct rg_json json = {.out = out};
    rg_json_open(&json, NULL, '{');
    rg_json_text(&json, "schema", "racegate-result");
    rg_json_number(&json, "version", 1);
    rg_json_text(&json, "verdict", rg_status_name(view->verdict->status));
    rg_json_number(&json, "started_at", result->started_at);
    rg_json_bool(&json, "full_run", result->is_full_run);
    rg_json_bool(&json, "needs_canaries", result->needs_canaries);
    rg_json_number(&json, "shard", result->shard);
    rg_json_number(&json, "shard_count", result->shard_count);
    write_texts(&json, "roots", result->roots.paths, result->roots.count);
    write_jobs(&json, result);
    rg_json_open(&json, "findings", '[');
    for (size_t i = 0; i < result->finding_count; i++) {
        write_finding(&json, &result->findings[i]);
    }
    rg_json_close(&json, ']');
    rg_json_open(&json, "canaries", '[');
    for (size_t i = 0; i < result->canary_count; i++) {
        rg_json_open(&json, NULL, '{');
        rg_json_text(&json, "config", result->canaries[i].config);
        rg_json_text(&json, "name", result->canaries[i].name);
        rg_json_bool(&json, "seen", result->canaries[i].was_seen);
        rg_json_text(&json, "why", result->canaries[i].why);
        rg_json_close(&json, '}');
    }
    rg_json_close(&json, ']');
    write_texts(&json, "troubles", result->troubles, result->trouble_count);
    write_texts(&json, "used_suppressions", result->used_suppressions,
                result->used_suppression_count);
    rg_json_close(&json, '}');
}
