/*
 * The summary for a terminal: a matrix of tests by configurations, then each finding with its
 * stacks, then what was not looked at, then one line with the verdict.
 */

#include "base/utf8.h"
#include "model/frame.h"
#include "write/matrix.h"
#include "write/shared.h"

enum { FINDINGS_SHOWN = 20, FINDINGS_LISTED = 100, FRAMES_SHOWN = 8, GAPS_SHOWN = 20 };

static const char *paint(const struct rg_view *view, const char *code)
{
    return view->use_color ? code : "";
}

#define BOLD  "\033[1m"
#define RED   "\033[31m"
#define DIM   "\033[2m"
#define RESET "\033[0m"

static void put(FILE *out, const char *text)
{
    rg_utf8_put(out, RG_ESCAPE_TERMINAL, text, 400);
}

static void write_stack(FILE *out, const struct rg_view *view, const struct rg_report *report,
                        const struct rg_stack *stack, struct rg_pool *pool)
{
    fputs("    ", out);
    put(out, stack->title != NULL ? stack->title : report->message);
    fputs("\n", out);
    size_t shown = 0;
    for (size_t i = 0; i < stack->frame_count && shown < FRAMES_SHOWN; i++) {
        const struct rg_frame *frame = &stack->frames[i];
        const struct rg_frame *top = rg_frame_top(stack);
        if (!frame->is_project && frame != top) {
            continue;
        }
        fprintf(out, "      %s", frame == top ? paint(view, BOLD) : "");
        put(out, frame->function == NULL ? "?" : frame->function);
        fputs(frame == top ? paint(view, RESET) : "", out);
        fputs("  ", out);
        put(out, rg_view_location(view, frame, pool));
        fputs("\n", out);
        shown++;
    }
    if (shown == 0) {
        fputs("      (the tool kept no stack)\n", out);
    }
}

static void write_finding(FILE *out, const struct rg_view *view, const struct rg_finding *finding,
                          bool with_stacks)
{
    struct rg_pool pool = {0};
    const struct rg_report *report = finding->report;
    const char *color = rg_finding_fails(finding) ? RED BOLD : DIM;
    fprintf(out, "\n  %s%s%s ", paint(view, color), rg_state_name(finding->state),
            paint(view, RESET));
    put(out, rg_view_headline(view, finding, &pool));
    fprintf(out, "\n    %s%s, seen by ", paint(view, DIM), finding->fingerprint);
    put(out, rg_view_witnesses(view, finding, &pool));
    if (finding->state_why != NULL) {
        fputs("; ", out);
        put(out, finding->state_why);
    }
    fprintf(out, "%s\n", paint(view, RESET));
    for (size_t i = 0; with_stacks && i < report->stack_count; i++) {
        enum rg_role role = report->stacks[i].role;
        if (rg_role_is_side(role) || role == RG_ROLE_HOLDS || role == RG_ROLE_ALLOCATED) {
            write_stack(out, view, report, &report->stacks[i], &pool);
        }
    }
    rg_pool_clear(&pool);
}

static void write_findings(FILE *out, const struct rg_view *view)
{
    const struct rg_result *result = view->result;
    size_t shown = 0;
    for (size_t i = 0; i < result->finding_count; i++) {
        if (!rg_view_shows(view, &result->findings[i])) {
            continue;
        }
        if (shown < FINDINGS_LISTED) {
            write_finding(out, view, &result->findings[i], shown < FINDINGS_SHOWN);
        }
        shown++;
    }
    if (shown > FINDINGS_LISTED) {
        fprintf(out, "\n  and %zu more; the reports have them all\n", shown - FINDINGS_LISTED);
    }
}

static void write_gaps(FILE *out, const char *title, const char *const *gaps, size_t count)
{
    if (count > 0) {
        fprintf(out, "\n%s\n", title);
    }
    for (size_t i = 0; i < count && i < GAPS_SHOWN; i++) {
        fputs("  - ", out);
        put(out, gaps[i]);
        fputs("\n", out);
    }
    if (count > GAPS_SHOWN) {
        fprintf(out, "  and %zu more\n", count - GAPS_SHOWN);
    }
}

static void write_hangs(FILE *out, const struct rg_view *view)
{
    bool has_title = false;
    for (size_t i = 0; i < view->result->job_count; i++) {
        const struct rg_job *job = &view->result->jobs[i];
        if (job->outcome == RG_OUTCOME_HUNG && rg_verdict_explain_hang(view->result, job) == NULL) {
            fputs(has_title ? "" : "\nHung, and no detector said why:\n", out);
            has_title = true;
            fputs("  - ", out);
            put(out, job->test);
            fputs(" under ", out);
            put(out, job->config);
            fputs("\n", out);
        }
    }
}

void rg_write_text(FILE *out, const struct rg_view *view)
{
    const struct rg_verdict *verdict = view->verdict;
    rg_matrix_write(out, view);
    write_findings(out, view);
    write_hangs(out, view);
    write_gaps(out, "Not looked at:", verdict->gaps, verdict->gap_count);
    write_gaps(out, "Must go:", view->result->policies, view->result->policy_count);
    fprintf(out,
            "\n%s%sracegate: %s%s: %zu new, %zu known, %zu suppressed, %zu for information; "
            "%zu jobs, %zu gaps\n",
            paint(view, BOLD), verdict->status == RG_STATUS_PASS ? "" : paint(view, RED),
            rg_status_name(verdict->status), paint(view, RESET),
            verdict->state_counts[RG_STATE_NEW], verdict->state_counts[RG_STATE_KNOWN],
            verdict->state_counts[RG_STATE_SUPPRESSED], verdict->state_counts[RG_STATE_INFORMS],
            view->result->job_count, verdict->gap_count + verdict->hangs);
}
