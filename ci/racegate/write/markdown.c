/*
 * Markdown for a CI system's step summary, and GitHub's annotations. A summary may have 1 MiB, a
 * step ten annotations of each level: what does not fit is counted.
 */

#include "base/utf8.h"
#include "model/frame.h"
#include "write/matrix.h"
#include "write/shared.h"

enum {
    SUMMARY_BYTES_MAX = 900 * 1024,
    ROWS_MAX = 200,
    FRAMES_MAX = 12,
    GAPS_MAX = 50,
    ANNOTATIONS_MAX = 10,
};

static void put(FILE *out, const char *text)
{
    rg_utf8_put(out, RG_ESCAPE_MARKDOWN, text, 500);
}

static void write_table(FILE *out, const struct rg_view *view)
{
    struct rg_pool pool = {0};
    struct rg_matrix *matrix = rg_matrix_make(view->result, &pool);
    if (matrix->test_count > 0) {
        fputs("\n| test |", out);
        for (size_t i = 0; i < matrix->config_count; i++) {
            fputs(" ", out);
            put(out, matrix->configs[i]);
            fputs(" |", out);
        }
        fputs("\n|---|", out);
        for (size_t i = 0; i < matrix->config_count; i++) {
            fputs("---|", out);
        }
        fputs("\n", out);
    }
    for (size_t i = 0; i < matrix->test_count && i < ROWS_MAX; i++) {
        fputs("| ", out);
        put(out, matrix->tests[i]);
        fputs(" |", out);
        for (size_t j = 0; j < matrix->config_count; j++) {
            char buffer[32];
            const struct rg_cell *cell = rg_matrix_cell(matrix, i, j);
            bool is_good = rg_cell_is_good(cell);
            fprintf(out, " %s%s%s |", is_good ? "" : "**", rg_cell_text(cell, buffer),
                    is_good ? "" : "**");
        }
        fputs("\n", out);
    }
    if (matrix->test_count > ROWS_MAX) {
        fprintf(out, "\nand %zu more tests\n", matrix->test_count - ROWS_MAX);
    }
    rg_pool_clear(&pool);
}

/* Inside <pre>: only HTML's own characters matter there. */
static void write_stack(FILE *out, const struct rg_view *view, const struct rg_report *report,
                        const struct rg_stack *stack, struct rg_pool *pool)
{
    rg_utf8_put(out, RG_ESCAPE_XML, stack->title != NULL ? stack->title : report->message, 300);
    fputs("\n", out);
    size_t shown = 0;
    for (size_t i = 0; i < stack->frame_count && shown < FRAMES_MAX; i++) {
        const struct rg_frame *frame = &stack->frames[i];
        if (frame->is_project || frame == rg_frame_top(stack)) {
            fputs("    ", out);
            rg_utf8_put(out, RG_ESCAPE_XML, frame->function == NULL ? "?" : frame->function, 200);
            fputs("  ", out);
            rg_utf8_put(out, RG_ESCAPE_XML, rg_view_location(view, frame, pool), 200);
            fputs("\n", out);
            shown++;
        }
    }
}

static void write_finding(FILE *out, const struct rg_view *view, const struct rg_finding *finding)
{
    struct rg_pool pool = {0};
    const struct rg_report *report = finding->report;
    fputs("\n<details><summary>", out);
    rg_utf8_put(out, RG_ESCAPE_XML, rg_view_headline(view, finding, &pool), 400);
    fprintf(out, "</summary>\n\n%s, %s, seen by ", rg_state_name(finding->state),
            finding->fingerprint);
    put(out, rg_view_witnesses(view, finding, &pool));
    fputs(". ", out);
    put(out, rg_kind_row(finding->key.kind)->help);
    fputs("\n\n<pre>\n", out);
    for (size_t i = 0; i < report->stack_count; i++) {
        enum rg_role role = report->stacks[i].role;
        if (rg_role_is_side(role) || role == RG_ROLE_HOLDS || role == RG_ROLE_ALLOCATED) {
            write_stack(out, view, report, &report->stacks[i], &pool);
        }
    }
    fputs("</pre>\n</details>\n", out);
    rg_pool_clear(&pool);
}

static void write_list(FILE *out, const char *title, const char *const *items, size_t count)
{
    if (count > 0) {
        fprintf(out, "\n### %s\n\n", title);
    }
    for (size_t i = 0; i < count && i < GAPS_MAX; i++) {
        fputs("- ", out);
        put(out, items[i]);
        fputs("\n", out);
    }
    if (count > GAPS_MAX) {
        fprintf(out, "- and %zu more\n", count - GAPS_MAX);
    }
}

void rg_write_markdown(FILE *out, const struct rg_view *view)
{
    const struct rg_verdict *verdict = view->verdict;
    const struct rg_result *result = view->result;
    fprintf(out, "## racegate: %s\n\n%zu new, %zu known, %zu suppressed; %zu jobs\n",
            rg_status_name(verdict->status), verdict->state_counts[RG_STATE_NEW],
            verdict->state_counts[RG_STATE_KNOWN], verdict->state_counts[RG_STATE_SUPPRESSED],
            result->job_count);
    write_table(out, view);
    write_list(out, "Not looked at", verdict->gaps, verdict->gap_count);
    write_list(out, "Must go", result->policies, result->policy_count);
    size_t left = 0;
    bool has_title = false;
    for (size_t i = 0; i < result->finding_count; i++) {
        if (!rg_view_shows(view, &result->findings[i])) {
            continue;
        }
        fputs(has_title ? "" : "\n### Findings\n", out);
        has_title = true;
        if (ftell(out) > SUMMARY_BYTES_MAX) {
            left++;
        } else {
            write_finding(out, view, &result->findings[i]);
        }
    }
    if (left > 0) {
        fprintf(out, "\nand %zu more findings, which do not fit here\n", left);
    }
}

/* "::error file=...": '%', line ends, and in properties ':' and ',' are escaped. */
static void put_annotation(FILE *out, const char *text, bool is_property)
{
    for (const char *p = text; p != NULL && *p != '\0'; p++) {
        if (*p == '%' || *p == '\n' || *p == '\r' || (is_property && (*p == ':' || *p == ','))) {
            fprintf(out, "%%%02X", (unsigned)*p);
        } else {
            char one[2] = {*p, '\0'};
            fputs((unsigned char)*p < 0x20 ? " " : one, out);
        }
    }
}

void rg_write_annotations(FILE *out, const struct rg_view *view)
{
    size_t written = 0;
    for (size_t i = 0; i < view->result->finding_count && written < ANNOTATIONS_MAX; i++) {
        const struct rg_finding *finding = &view->result->findings[i];
        struct rg_pool pool = {0};
        const struct rg_frame *primary = rg_view_primary(view, finding);
        if (rg_finding_fails(finding)) {
            fputs("::error ", out);
            if (primary != NULL) {
                fputs("file=", out);
                put_annotation(out, rg_view_path(view, primary->file), true);
                fprintf(out, ",line=%u,", primary->line);
            }
            fputs("title=racegate ", out);
            put_annotation(out, rg_kind_row(finding->key.kind)->name, true);
            fputs("::", out);
            put_annotation(out, rg_view_headline(view, finding, &pool), false);
            fputs("\n", out);
            written++;
        }
        rg_pool_clear(&pool);
    }
    if (view->verdict->gap_count > 0) {
        fputs("::warning title=racegate::not looked at: ", out);
        put_annotation(out, view->verdict->gaps[0], false);
        fprintf(out, " (%zu in all)\n", view->verdict->gap_count);
    }
}
