#include "report/result.h"

#include <string.h>

#include "lockcheck/version.h"
#include "report/completeness.h"
#include "report/describe.h"
#include "report/finding_words.h"
#include "report/json_contended.h"
#include "report/json_parts.h"
#include "report/process_state.h"
#include "report/text_of.h"

/* docs/schema/lockcheck-report-1.schema.json says what all of this means. */
enum { SCHEMA_VERSION = 1 };

static void put_counts(struct lc_json *json, const struct lc_trace_counts *counts)
{
    lc_json_put_open(json, "counts", '{');
    lc_json_put_number(json, "acquisitions", counts->acquisitions);
    lc_json_put_number(json, "threads", counts->threads);
    lc_json_put_number(json, "locks", counts->locks);
    lc_json_put_number(json, "dependencies", counts->dependencies);
    lc_json_put_number(json, "findings", counts->findings);
    lc_json_put_number(json, "dropped_no_memory", counts->dropped_no_memory);
    lc_json_put_number(json, "dropped_trace_full", counts->dropped_trace_full);
    lc_json_put_number(json, "dropped_search", counts->dropped_search);
    lc_json_put_number(json, "forgotten_locks", counts->forgotten_locks);
    lc_json_put_number(json, "dropped_other", counts->dropped_other);
    lc_json_close(json, '}');
}

static void put_command(struct lc_json *json, const struct lc_process *process)
{
    lc_json_put_open(json, "command", '[');
    const char *at = process->command;
    size_t left = process->command_bytes;
    while (left > 0) {
        size_t bytes = strnlen(at, left);
        lc_json_bytes(json, at, bytes);
        bytes += bytes < left; /* the zero byte; the last one may be cut off */
        at += bytes;
        left -= bytes;
    }
    lc_json_close(json, ']');
}

static void put_incomplete(struct lc_json *json, struct lc_arena *arena,
                           const struct lc_process *process)
{
    const char *reasons[LC_INCOMPLETE_MAX];
    size_t count = lc_process_incomplete(arena, process, reasons);
    lc_json_put_bool(json, "complete", count == 0);
    lc_json_put_open(json, "incomplete", '[');
    for (size_t i = 0; i < count; i++) {
        lc_json_text(json, reasons[i]);
    }
    lc_json_close(json, ']');
}

static void put_status(struct lc_json *json, const char *key, const struct lc_process *process,
                       enum lc_process_state state)
{
    lc_json_key(json, key);
    if (process->state == state) {
        lc_json_signed(json, process->header.exit_status);
    } else {
        lc_json_null(json);
    }
}

/* An exit status where there is one, else null; a signal likewise. */
static void put_end(struct lc_json *json, const struct lc_process *process)
{
    lc_json_put_text(json, "state", lc_process_state_name(process->state));
    put_status(json, "exit_status", process, LC_PROCESS_EXITED);
    put_status(json, "signal", process, LC_PROCESS_SIGNALED);
}

static void put_notes(struct lc_json *json, const struct lc_process *process)
{
    lc_json_put_open(json, "notes", '[');
    for (size_t i = 0; i < process->notes.count; i++) {
        const struct lc_trace_note *note = (const void *)process->notes.items[i];
        lc_json_bytes(json, lc_trace_text(&note->record, note->text), note->text.bytes);
    }
    lc_json_close(json, ']');
}

static void put_process(struct lc_json *json, struct lc_arena *arena,
                        const struct lc_process *process)
{
    lc_json_open(json, '{');
    lc_json_put_number(json, "pid", process->header.pid);
    lc_json_put_number(json, "parent_pid", process->header.parent_pid);
    lc_json_put_number(json, "start_realtime_ns", process->header.start_realtime_ns);
    lc_json_put_text(json, "executable", process->executable);
    put_command(json, process);
    lc_json_put_text(json, "directory", process->directory);
    put_end(json, process);
    lc_json_put_text(json, "trace", process->trace_path);
    lc_json_put_text(json, "run_id", process->run_id);
    put_counts(json, &process->header.counts);
    put_incomplete(json, arena, process);
    put_notes(json, process);
    lc_json_close(json, '}');
}

/* Once each, in order of appearance. */
static void put_locks(struct lc_json *json, struct lc_resolver *resolver,
                      const struct lc_finding *finding)
{
    struct lc_map seen = {0};
    lc_json_put_open(json, "locks", '[');
    for (uint32_t i = 0; i < finding->step_count; i++) {
        const struct lc_trace_step *step = finding->steps[i];
        for (uint32_t j = 0; j <= step->held_count; j++) {
            uint32_t id = j < step->held_count ? step->held[j].lock : step->want;
            if (id && !lc_map_get(&seen, id)) {
                (void)lc_map_put(&seen, id, &seen);
                lc_json_put_lock(json, resolver, finding->process, id);
            }
        }
    }
    lc_json_close(json, ']');
    lc_map_fini(&seen);
}

static void put_thread(struct lc_json *json, struct lc_resolver *resolver,
                       const struct lc_process *process, uint32_t id)
{
    struct lc_thread_words words = lc_describe_thread(resolver, process, id);
    const struct lc_trace_thread *thread = lc_process_thread(process, id);
    lc_json_put_open(json, "thread", '{');
    lc_json_put_number(json, "id", id);
    lc_json_put_number(json, "tid", thread ? thread->tid : 0);
    lc_json_put_number(json, "pid", lc_process_of_thread(process, id)->header.pid);
    lc_json_put_text(json, "name", words.name[0] ? words.name : NULL);
    lc_json_put_stack(json, resolver, process, "created", thread ? thread->create_stack : 0);
    lc_json_close(json, '}');
}

static void put_part(struct lc_json *json, struct lc_resolver *resolver,
                     const struct lc_process *process, const struct lc_trace_held *part)
{
    lc_json_open(json, '{');
    lc_json_key(json, "lock");
    if (part->lock) {
        lc_json_number(json, part->lock);
    } else {
        lc_json_null(json);
    }
    lc_json_put_text(json, "mode", lc_describe_mode(part->mode));
    lc_json_put_stack(json, resolver, process, "stack", part->stack);
    lc_json_close(json, '}');
}

static void put_step(struct lc_json *json, struct lc_resolver *resolver,
                     const struct lc_finding *finding, uint32_t index)
{
    const struct lc_process *process = finding->process;
    const struct lc_trace_step *step = finding->steps[index];
    lc_json_open(json, '{');
    put_thread(json, resolver, process, step->thread);
    lc_json_put_open(json, "holds", '[');
    for (uint32_t i = 0; i < step->held_count; i++) {
        put_part(json, resolver, process, &step->held[i]);
    }
    lc_json_close(json, ']');
    lc_json_key(json, "wants");
    if (step->want || step->want_stack) {
        struct lc_trace_held want = {
            .lock = step->want, .mode = (uint16_t)step->want_mode, .stack = step->want_stack};
        put_part(json, resolver, process, &want);
    } else {
        lc_json_null(json);
    }
    lc_json_put_number(json, "waited_ns", step->waited_ns);
    if (lc_finding_is_signal(finding, index)) {
        lc_json_put_bool(json, "signalled", true);
    }
    lc_json_close(json, '}');
}

static void put_suppressed(struct lc_json *json, struct lc_arena *arena,
                           const struct lc_suppression *by)
{
    lc_json_put_bool(json, "suppressed", by != NULL);
    lc_json_put_text(json, "suppressed_by",
                     by ? lc_text_of(arena, "%s:%s", by->type, by->pattern) : NULL);
}

static void put_finding(struct lc_json *json, struct lc_result *result,
                        const struct lc_finding *finding)
{
    struct lc_resolver *resolver = &result->resolver;
    struct lc_advice advice = lc_advise(&result->advisor, resolver, finding);
    lc_json_open(json, '{');
    lc_json_put_text(json, "kind", lc_kind_name(finding->kind));
    lc_json_put_text(json, "tier", lc_tier_name(finding->tier));
    lc_json_put_text(json, "rule",
                     lc_text_of(&resolver->arena, "LC%d", LC_RULE_BASE + (int)finding->kind->kind));
    lc_json_put_bool(json, "fails", finding->fails);
    put_suppressed(json, &resolver->arena, finding->suppressed_by);
    lc_json_put_text(json, "fingerprint", finding->fingerprint);
    lc_json_put_number(json, "pid", finding->process->header.pid);
    lc_json_put_text(json, "trace", finding->process->trace_path);
    lc_json_put_number(json, "count", finding->count);
    lc_json_put_text(json, "message", lc_finding_message(resolver, finding));
    lc_json_put_text(json, "advice", advice.text);
    lc_json_put_text(json, "suppression", lc_suppression_line(resolver, finding, advice.odd_step));
    lc_json_put_number(json, "elapsed_ns", finding->record->elapsed_ns);
    lc_json_put_number(json, "detail", finding->record->detail);
    put_locks(json, resolver, finding);
    lc_json_put_open(json, "steps", '[');
    for (uint32_t i = 0; i < finding->step_count; i++) {
        put_step(json, resolver, finding, i);
    }
    lc_json_close(json, ']');
    lc_json_close(json, '}');
}

static void put_suppressions(struct lc_json *json, struct lc_result *result)
{
    const struct lc_suppressions *suppressions = &result->suppressions;
    lc_json_put_open(json, "suppressions", '{');
    lc_json_put_open(json, "problems", '[');
    for (size_t i = 0; i < suppressions->problem_count; i++) {
        lc_json_text(json, suppressions->problems[i]);
    }
    lc_json_close(json, ']');
    lc_json_put_open(json, "unused", '[');
    for (size_t i = 0; i < suppressions->count; i++) {
        const struct lc_suppression *item = &suppressions->items[i];
        if (lc_suppression_is_unused(item)) {
            lc_json_text(json, lc_text_of(&result->resolver.arena, "%s:%u: %s:%s", item->file,
                                          item->line, item->type, item->pattern));
        }
    }
    lc_json_close(json, ']');
    lc_json_close(json, '}');
}

/* Of the findings listed; what is not listed is counted in the totals. */
static void put_summary(struct lc_json *json, const struct lc_result *result)
{
    size_t by_tier[LC_TIER_END] = {0};
    for (size_t i = 0; i < result->findings.count; i++) {
        by_tier[result->findings.items[i].tier]++;
    }
    lc_json_put_open(json, "summary", '{');
    lc_json_put_number(json, "findings", result->findings.count);
    lc_json_put_number(json, "failing", result->failing);
    lc_json_put_number(json, "suppressed", result->suppressed);
    lc_json_put_number(json, "unreadable_traces", result->unreadable);
    lc_json_put_number(json, "unseen_processes", result->unborn);
    lc_json_put_open(json, "by_tier", '{');
    for (unsigned int tier = 1; tier < LC_TIER_END; tier++) {
        if (by_tier[tier]) {
            lc_json_put_number(json, lc_tier_name(tier), by_tier[tier]);
        }
    }
    lc_json_close(json, '}');
    lc_json_close(json, '}');
}

void lc_json_print(struct lc_result *result, FILE *stream)
{
    struct lc_json writer = {.stream = stream};
    struct lc_json *json = &writer;
    lc_json_open(json, '{');
    lc_json_put_text(json, "schema", "lockcheck-report");
    lc_json_put_number(json, "version", SCHEMA_VERSION);
    lc_json_put_open(json, "tool", '{');
    lc_json_put_text(json, "name", "lockcheck");
    lc_json_put_text(json, "version", LOCKCHECK_VERSION);
    lc_json_close(json, '}');
    lc_json_put_open(json, "processes", '[');
    for (size_t i = 0; i < result->model.process_count; i++) {
        put_process(json, &result->resolver.arena, result->model.processes[i]);
    }
    lc_json_close(json, ']');
    lc_json_put_open(json, "findings", '[');
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct lc_finding *finding = &result->findings.items[i];
        if (lc_result_shows(result, finding) || (result->show_all && finding->suppressed_by)) {
            put_finding(json, result, finding);
        }
    }
    lc_json_close(json, ']');
    lc_json_put_contended(json, result);
    put_suppressions(json, result);
    put_summary(json, result);
    lc_json_close(json, '}');
    (void)fputc('\n', stream);
}
