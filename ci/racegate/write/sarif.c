/*
 * SARIF 2.1.0, within what GitHub's code scanning takes: at most RESULTS_MAX results and few
 * locations each, a location in every result, stable fingerprints. Each thread of a finding is one
 * threadFlow: what it holds, then what it does, from the outermost call to the innermost.
 */
#include <string.h>

#include "base/json_write.h"
#include "model/frame.h"
#include "write/shared.h"

/* GitHub shows 5,000 results of a run, takes 100 related locations and 10 MB of compressed file. */
enum { RESULTS_MAX = 5000, RELATED_MAX = 20, FLOW_FRAMES_MAX = 16, TEXT_MAX = 1000 };

/* A path as a URI: relative below the source root, else file://. */
static char *uri_of(const struct rg_view *view, const char *path, struct rg_pool *pool,
                    bool *ret_is_relative)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/+";
    const char *shown = rg_view_path(view, path);
    *ret_is_relative = shown[0] != '/';
    while (strncmp(shown, "./", 2) == 0) {
        shown += 2;
    }
    char *uri = rg_pool_alloc(pool, strlen(shown) * 3 + sizeof("file://"));
    char *end = *ret_is_relative ? uri : stpcpy(uri, "file://");
    for (const char *p = shown; *p != '\0'; p++) {
        if (strchr(plain, *p) != NULL) {
            *end++ = *p;
        } else {
            end += sprintf(end, "%%%02X", (unsigned)(unsigned char)*p);
        }
    }
    *end = '\0';
    return uri;
}

static void write_physical(struct rg_json *json, const struct rg_view *view,
                           const struct rg_frame *frame, struct rg_pool *pool)
{
    bool is_relative;
    const char *path = frame != NULL && frame->file != NULL     ? frame->file
                       : frame != NULL && frame->module != NULL ? frame->module
                                                                : "unknown";
    const char *uri = uri_of(view, path, pool, &is_relative);
    rg_json_open(json, "physicalLocation", '{');
    rg_json_open(json, "artifactLocation", '{');
    rg_json_text(json, "uri", uri);
    if (is_relative) {
        rg_json_text(json, "uriBaseId", "SRCROOT");
    }
    rg_json_close(json, '}');
    rg_json_open(json, "region", '{');
    rg_json_number(json, "startLine", frame == NULL || frame->line == 0 ? 1 : frame->line);
    if (frame != NULL && frame->line != 0 && frame->column != 0) {
        rg_json_number(json, "startColumn", frame->column);
    }
    rg_json_close(json, '}');
    rg_json_close(json, '}');
}

static void write_message(struct rg_json *json, const char *key, const char *text)
{
    rg_json_open(json, key, '{');
    rg_json_text_cut(json, "text", text, TEXT_MAX);
    rg_json_close(json, '}');
}

static void write_location(struct rg_json *json, const char *key, const struct rg_view *view,
                           const struct rg_frame *frame, const char *message, struct rg_pool *pool)
{
    rg_json_open(json, key, '{');
    write_physical(json, view, frame, pool);
    if (frame != NULL && frame->function != NULL) {
        rg_json_open(json, "logicalLocations", '[');
        rg_json_open(json, NULL, '{');
        rg_json_text_cut(json, "fullyQualifiedName", rg_frame_name(frame, pool), TEXT_MAX);
        rg_json_text(json, "kind", "function");
        rg_json_close(json, '}');
        rg_json_close(json, ']');
    }
    if (message != NULL) {
        write_message(json, "message", message);
    }
    rg_json_close(json, '}');
}

static void write_flow_stack(struct rg_json *json, const struct rg_view *view,
                             const struct rg_stack *stack, struct rg_pool *pool)
{
    size_t count = stack->frame_count < FLOW_FRAMES_MAX ? stack->frame_count : FLOW_FRAMES_MAX;
    const struct rg_frame *top = rg_frame_top(stack);
    for (size_t i = count; i-- > 0;) {
        const struct rg_frame *frame = &stack->frames[i];
        if (!frame->is_project && frame != top) {
            continue;
        }
        rg_json_open(json, NULL, '{');
        const char *message =
            frame == top && stack->title != NULL ? stack->title : rg_frame_name(frame, pool);
        write_location(json, "location", view, frame, message, pool);
        rg_json_number(json, "nestingLevel", (int64_t)(count - 1 - i));
        rg_json_close(json, '}');
    }
}

static bool is_in_flow(const struct rg_stack *stack)
{
    return (rg_role_is_side(stack->role) || stack->role == RG_ROLE_HOLDS) &&
           rg_frame_top(stack) != NULL;
}

static bool is_same_thread(const struct rg_stack *a, const struct rg_stack *b)
{
    return a == b || (a->thread != NULL && b->thread != NULL && strcmp(a->thread, b->thread) == 0);
}

/* One threadFlow for each thread; the locks it holds come before what it does. */
static void write_flows(struct rg_json *json, const struct rg_view *view,
                        const struct rg_report *report, struct rg_pool *pool)
{
    bool has_flow = false;
    for (size_t i = 0; i < report->stack_count; i++) {
        bool is_first = is_in_flow(&report->stacks[i]);
        for (size_t j = 0; j < i && is_first; j++) {
            is_first = !is_in_flow(&report->stacks[j]) ||
                       !is_same_thread(&report->stacks[j], &report->stacks[i]);
        }
        if (!is_first) {
            continue;
        }
        if (!has_flow) {
            rg_json_open(json, "codeFlows", '[');
            rg_json_open(json, NULL, '{');
            rg_json_open(json, "threadFlows", '[');
            has_flow = true;
        }
        rg_json_open(json, NULL, '{');
        rg_json_text(json, "id",
                     report->stacks[i].thread == NULL ? rg_pool_format(pool, "side %zu", i + 1)
                                                      : report->stacks[i].thread);
        rg_json_open(json, "locations", '[');
        for (int want_holds = 1; want_holds >= 0; want_holds--) {
            for (size_t j = i; j < report->stack_count; j++) {
                const struct rg_stack *stack = &report->stacks[j];
                if (is_in_flow(stack) && is_same_thread(&report->stacks[i], stack) &&
                    (stack->role == RG_ROLE_HOLDS) == (want_holds == 1)) {
                    write_flow_stack(json, view, stack, pool);
                }
            }
        }
        rg_json_close(json, ']');
        rg_json_close(json, '}');
    }
    if (has_flow) {
        rg_json_close(json, ']');
        rg_json_close(json, '}');
        rg_json_close(json, ']');
    }
}

static void write_related(struct rg_json *json, const struct rg_view *view,
                          const struct rg_finding *finding, struct rg_pool *pool)
{
    const struct rg_report *report = finding->report;
    const struct rg_frame *primary = rg_view_primary(view, finding);
    unsigned written = 0;
    rg_json_open(json, "relatedLocations", '[');
    for (size_t i = 0; i < report->stack_count && written < RELATED_MAX; i++) {
        const struct rg_frame *top = rg_frame_top(&report->stacks[i]);
        if (top != NULL && top != primary && top->file != NULL && top->line != 0) {
            write_location(json, NULL, view, top, report->stacks[i].title, pool);
            written++;
        }
    }
    rg_json_close(json, ']');
}

static void write_state(struct rg_json *json, const struct rg_finding *finding)
{
    static const char *const levels[] = {"error", "warning", "note", "note"};
    rg_json_text(json, "level", levels[finding->state]);
    rg_json_text(json, "baselineState", finding->state == RG_STATE_KNOWN ? "unchanged" : "new");
    rg_json_open(json, "suppressions", '[');
    if (finding->state == RG_STATE_KNOWN || finding->state == RG_STATE_SUPPRESSED) {
        rg_json_open(json, NULL, '{');
        rg_json_text(json, "kind", "external");
        rg_json_text(json, "justification",
                     finding->state_why == NULL ? "in the baseline" : finding->state_why);
        rg_json_close(json, '}');
    }
    rg_json_close(json, ']');
}

static void write_result(struct rg_json *json, const struct rg_view *view,
                         const struct rg_finding *finding)
{
    struct rg_pool pool = {0};
    const struct rg_kind_row *kind = rg_kind_row(finding->key.kind);
    rg_json_open(json, NULL, '{');
    rg_json_text(json, "ruleId", kind->rule);
    rg_json_number(json, "ruleIndex", finding->key.kind);
    write_state(json, finding);
    write_message(json, "message",
                  rg_pool_format(&pool, "%s. Seen by %s. %s",
                                 rg_view_headline(view, finding, &pool),
                                 rg_view_witnesses(view, finding, &pool), kind->help));
    const struct rg_frame *primary = rg_view_primary(view, finding);
    if (primary == NULL && finding->report->stack_count > 0) {
        primary = rg_frame_top(&finding->report->stacks[0]);
    }
    rg_json_open(json, "locations", '[');
    write_location(json, NULL, view, primary, NULL, &pool);
    rg_json_close(json, ']');
    write_related(json, view, finding, &pool);
    write_flows(json, view, finding->report, &pool);
    rg_json_open(json, "partialFingerprints", '{');
    rg_json_text(json, "racegateFindingHash/v1", finding->fingerprint);
    rg_json_close(json, '}');
    rg_json_close(json, '}');
    rg_pool_clear(&pool);
}

/* "data-race" as "DataRace". */
static void pascal_case(const char *name, char out[64])
{
    bool is_start = true;
    size_t length = 0;
    for (; *name != '\0' && length < 63; name++) {
        if (*name == '-') {
            is_start = true;
            continue;
        }
        out[length++] = is_start ? (char)(*name - 'a' + 'A') : *name;
        is_start = false;
    }
    out[length] = '\0';
}

static void write_rules(struct rg_json *json)
{
    rg_json_open(json, "rules", '[');
    for (int i = 0; i < RG_KIND_COUNT; i++) {
        const struct rg_kind_row *kind = rg_kind_row((enum rg_kind)i);
        char full[256], name[64];
        pascal_case(kind->name, name);
        snprintf(full, sizeof(full), "%s. %s", kind->title, kind->help);
        rg_json_open(json, NULL, '{');
        rg_json_text(json, "id", kind->rule);
        rg_json_text(json, "name", name);
        write_message(json, "shortDescription", kind->title);
        write_message(json, "fullDescription", full);
        write_message(json, "help", kind->help);
        rg_json_open(json, "defaultConfiguration", '{');
        rg_json_text(json, "level", "error");
        rg_json_close(json, '}');
        rg_json_open(json, "properties", '{');
        rg_json_open(json, "tags", '[');
        rg_json_text(json, NULL, "concurrency");
        rg_json_close(json, ']');
        rg_json_text(json, "precision", "high");
        rg_json_text(json, "problem.severity", "error");
        rg_json_close(json, '}');
        rg_json_close(json, '}');
    }
    rg_json_close(json, ']');
}

static void write_notification(struct rg_json *json, const char *text)
{
    rg_json_open(json, NULL, '{');
    rg_json_text(json, "level", "error");
    write_message(json, "message", text);
    rg_json_close(json, '}');
}

static void write_invocation(struct rg_json *json, const struct rg_view *view)
{
    const struct rg_verdict *verdict = view->verdict;
    rg_json_open(json, "invocations", '[');
    rg_json_open(json, NULL, '{');
    rg_json_bool(json, "executionSuccessful", verdict->gap_count == 0 && verdict->hangs == 0);
    rg_json_number(json, "exitCode", verdict->status);
    rg_json_open(json, "toolExecutionNotifications", '[');
    for (size_t i = 0; i < verdict->gap_count && i < RELATED_MAX; i++) {
        write_notification(json, verdict->gaps[i]);
    }
    if (view->result->finding_count > RESULTS_MAX) {
        write_notification(json, "More findings than this format may hold: the other reports have "
                                 "them all.");
    }
    rg_json_close(json, ']');
    rg_json_close(json, '}');
    rg_json_close(json, ']');
}

static void write_results(struct rg_json *json, const struct rg_view *view)
{
    size_t written = 0;
    rg_json_open(json, "results", '[');
    /* What fails comes first: when not all fit, the rest is cut. */
    for (int want_failing = 1; want_failing >= 0; want_failing--) {
        for (size_t i = 0; i < view->result->finding_count && written < RESULTS_MAX; i++) {
            const struct rg_finding *finding = &view->result->findings[i];
            if (rg_finding_fails(finding) == (want_failing == 1) &&
                (finding->state != RG_STATE_INFORMS || view->show_all)) {
                write_result(json, view, finding);
                written++;
            }
        }
    }
    rg_json_close(json, ']');
}

void rg_write_sarif(FILE *out, const struct rg_view *view)
{
    struct rg_json json = {.out = out};
    rg_json_open(&json, NULL, '{');
    rg_json_text(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    rg_json_text(&json, "version", "2.1.0");
    rg_json_open(&json, "runs", '[');
    rg_json_open(&json, NULL, '{');
    rg_json_open(&json, "tool", '{');
    rg_json_open(&json, "driver", '{');
    rg_json_text(&json, "name", "racegate");
    rg_json_text(&json, "version", RG_VERSION);
    rg_json_text(&json, "semanticVersion", RG_VERSION);
    write_rules(&json);
    rg_json_close(&json, '}');
    rg_json_close(&json, '}');
    rg_json_open(&json, "automationDetails", '{');
    rg_json_text(&json, "id", "racegate/");
    rg_json_close(&json, '}');
    rg_json_text(&json, "columnKind", "utf16CodeUnits");
    write_invocation(&json, view);
    write_results(&json, view);
    rg_json_close(&json, '}');
    rg_json_close(&json, ']');
    rg_json_close(&json, '}');
}
