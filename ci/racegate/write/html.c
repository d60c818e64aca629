/*
 * One self-contained HTML page: no script, no font and no picture from elsewhere. Findings fold
 * with <details>; colours follow the reader's light or dark scheme.
 */

#include "base/utf8.h"
#include "model/frame.h"
#include "write/html_style.h"
#include "write/matrix.h"
#include "write/shared.h"

enum { FINDINGS_MAX = 10000, OPEN_MAX = 3 };

static void put(FILE *out, const char *text)
{
    rg_utf8_put(out, RG_ESCAPE_XML, text, 4000);
}

static void write_matrix(FILE *out, const struct rg_view *view)
{
    struct rg_pool pool = {0};
    struct rg_matrix *matrix = rg_matrix_make(view->result, &pool);
    fputs("<h2>Tests by configurations</h2>\n<div class=\"wide\"><table>\n<tr><th>test</th>", out);
    for (size_t i = 0; i < matrix->config_count; i++) {
        fputs("<th>", out);
        put(out, matrix->configs[i]);
        fputs("</th>", out);
    }
    fputs("</tr>\n", out);
    for (size_t i = 0; i < matrix->test_count; i++) {
        fputs("<tr><td>", out);
        put(out, matrix->tests[i]);
        fputs("</td>", out);
        for (size_t j = 0; j < matrix->config_count; j++) {
            char buffer[32];
            const struct rg_cell *cell = rg_matrix_cell(matrix, i, j);
            fprintf(out, "<td class=\"%s\">%s</td>",
                    cell->jobs == 0         ? "none"
                    : rg_cell_is_good(cell) ? "good"
                                            : "bad",
                    rg_cell_text(cell, buffer));
        }
        fputs("</tr>\n", out);
    }
    fputs("</table></div>\n", out);
    rg_pool_clear(&pool);
}

static void write_frame(FILE *out, const struct rg_view *view, const struct rg_frame *frame,
                        bool is_top, struct rg_pool *pool)
{
    fprintf(out, "<li class=\"%s\"><code>", is_top ? "top" : frame->is_project ? "own" : "foreign");
    put(out, frame->function == NULL ? "?" : frame->function);
    fputs("</code> <span>", out);
    put(out, rg_view_location(view, frame, pool));
    fputs("</span></li>\n", out);
}

static void write_stacks(FILE *out, const struct rg_view *view, const struct rg_report *report,
                         struct rg_pool *pool)
{
    fputs("<div class=\"stacks\">\n", out);
    for (size_t i = 0; i < report->stack_count; i++) {
        const struct rg_stack *stack = &report->stacks[i];
        const struct rg_frame *top = rg_frame_top(stack);
        fprintf(out, "<section class=\"%s\"><h4>", rg_role_is_side(stack->role) ? "side" : "more");
        put(out, stack->title != NULL ? stack->title : report->message);
        fputs("</h4><ol>\n", out);
        for (size_t j = 0; j < stack->frame_count; j++) {
            write_frame(out, view, &stack->frames[j], &stack->frames[j] == top, pool);
        }
        fputs("</ol></section>\n", out);
    }
    fputs("</div>\n", out);
}

static void write_witnesses(FILE *out, const struct rg_view *view, const struct rg_finding *finding)
{
    fputs("<h4>Seen</h4><ul>\n", out);
    for (size_t i = 0; i < finding->witness_count; i++) {
        const struct rg_witness *witness = &finding->witnesses[i];
        const struct rg_job *job = &view->result->jobs[witness->job];
        fputs("<li>", out);
        put(out, job->test);
        fputs(" under ", out);
        put(out, job->config);
        if (job->repeat > 1) {
            fprintf(out, ", repeat %u", job->repeat);
        }
        fprintf(out, ", %llu&times;", witness->count);
        if (witness->log != NULL) {
            fputs(" <small>", out);
            put(out, witness->log);
            fputs("</small>", out);
        }
        fputs("</li>\n", out);
    }
    fputs("</ul>\n", out);
}

static void write_finding(FILE *out, const struct rg_view *view, const struct rg_finding *finding,
                          bool is_open)
{
    struct rg_pool pool = {0};
    const char *state = rg_state_name(finding->state);
    fprintf(out, "<details id=\"f%s\"%s><summary><b class=\"%s\">%s</b> ", finding->fingerprint,
            is_open ? " open" : "", state, state);
    put(out, rg_view_headline(view, finding, &pool));
    fputs("</summary>\n<p>", out);
    put(out, rg_kind_row(finding->key.kind)->help);
    fprintf(out, " <small>%s, fingerprint %s", rg_kind_row(finding->key.kind)->rule,
            finding->fingerprint);
    if (finding->state_why != NULL) {
        fputs("; ", out);
        put(out, finding->state_why);
    }
    fputs("</small></p>\n", out);
    if (finding->report->object_text != NULL) {
        fputs("<p>", out);
        put(out, finding->report->object_text);
        fputs("</p>\n", out);
    }
    write_stacks(out, view, finding->report, &pool);
    write_witnesses(out, view, finding);
    fputs("</details>\n", out);
    rg_pool_clear(&pool);
}

static void write_list(FILE *out, const char *title, const char *const *items, size_t count)
{
    if (count == 0) {
        return;
    }
    fprintf(out, "<h2>%s</h2>\n<ul>\n", title);
    for (size_t i = 0; i < count; i++) {
        fputs("<li>", out);
        put(out, items[i]);
        fputs("</li>\n", out);
    }
    fputs("</ul>\n", out);
}

static void write_canaries(FILE *out, const struct rg_result *result)
{
    if (result->canary_count == 0) {
        return;
    }
    fputs("<h2>Canaries</h2>\n<ul class=\"canaries\">\n", out);
    for (size_t i = 0; i < result->canary_count; i++) {
        const struct rg_canary *canary = &result->canaries[i];
        fprintf(out, "<li class=\"%s\">", canary->was_seen ? "good" : "bad");
        put(out, canary->config);
        fputs(" ", out);
        put(out, canary->name);
        fputs(canary->was_seen ? ": seen</li>\n" : ": not seen</li>\n", out);
    }
    fputs("</ul>\n", out);
}

static void write_findings(FILE *out, const struct rg_view *view)
{
    const struct rg_result *result = view->result;
    size_t shown = 0;
    if (result->finding_count > 0) {
        fputs("<h2>Findings</h2>\n", out);
    }
    for (int state = RG_STATE_NEW; state <= RG_STATE_INFORMS; state++) {
        for (size_t i = 0; i < result->finding_count && shown < FINDINGS_MAX; i++) {
            if (result->findings[i].state == (enum rg_state)state) {
                write_finding(out, view, &result->findings[i],
                              state == RG_STATE_NEW && shown < OPEN_MAX);
                shown++;
            }
        }
    }
    if (shown < result->finding_count) {
        fprintf(out, "<p>and %zu more</p>\n", result->finding_count - shown);
    }
}

void rg_write_html(FILE *out, const struct rg_view *view)
{
    const struct rg_verdict *verdict = view->verdict;
    fprintf(out,
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<title>racegate: %s</title>\n<style>%s</style></head><body>\n",
            rg_status_name(verdict->status), rg_html_style);
    fprintf(out,
            "<h1 class=\"%s\">racegate: %s</h1>\n<p class=\"counts\">%zu new &middot; %zu known "
            "&middot; %zu suppressed &middot; %zu for information &middot; %zu jobs</p>\n",
            verdict->status == RG_STATUS_PASS ? "good" : "bad", rg_status_name(verdict->status),
            verdict->state_counts[RG_STATE_NEW], verdict->state_counts[RG_STATE_KNOWN],
            verdict->state_counts[RG_STATE_SUPPRESSED], verdict->state_counts[RG_STATE_INFORMS],
            view->result->job_count);
    write_list(out, "Not looked at", verdict->gaps, verdict->gap_count);
    write_list(out, "Must go", view->result->policies, view->result->policy_count);
    write_matrix(out, view);
    write_findings(out, view);
    write_canaries(out, view->result);
    fputs("</body></html>\n", out);
}
