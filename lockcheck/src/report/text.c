#include "report/result.h"

#include <string.h>

#include "report/completeness.h"
#include "report/style.h"
#include "report/text_contended.h"
#include "report/text_finding.h"
#include "report/text_of.h"

enum { PROCESSES_LISTED_MAX = 20, NOTES_MAX = 8 };

/* "3,120". */
static const char *number_of(struct lc_arena *arena, uint64_t number)
{
    if (number < 1000) {
        return lc_text_of(arena, "%llu", (unsigned long long)number);
    }
    return lc_text_of(arena, "%s,%03llu", number_of(arena, number / 1000),
                      (unsigned long long)(number % 1000));
}

static const char *counted(struct lc_arena *arena, uint64_t number, const char *one,
                           const char *many)
{
    return lc_text_of(arena, "%s %s", number_of(arena, number), number == 1 ? one : many);
}

/* "./server" for what was started from its own directory. */
static const char *program_of(struct lc_arena *arena, const struct lc_process *process)
{
    size_t bytes = strlen(process->directory);
    if (!process->executable[0]) {
        return "an unknown program";
    }
    if (bytes > 1 && strncmp(process->executable, process->directory, bytes) == 0 &&
        process->executable[bytes] == '/') {
        return lc_text_of(arena, ".%s", process->executable + bytes);
    }
    return process->executable;
}

static const char *end_of(struct lc_arena *arena, const struct lc_process *process)
{
    switch (process->state) {
    case LC_PROCESS_EXITED:
        return lc_text_of(arena, "exited with status %d", process->header.exit_status);
    case LC_PROCESS_SIGNALED:
        return lc_text_of(arena, "ended by signal %d (%s)", process->header.exit_status,
                          strsignal(process->header.exit_status));
    case LC_PROCESS_EXECED:
        return "replaced by another program (exec)";
    case LC_PROCESS_RUNNING:
        return "still running";
    case LC_PROCESS_KILLED:
        break;
    }
    return "killed";
}

static bool ended_well(const struct lc_process *process)
{
    return process->state == LC_PROCESS_EXITED || process->state == LC_PROCESS_EXECED;
}

/* A process to name beside others: it had findings, ended badly or goes on, or is told of in part.
 */
static bool stands_out(struct lc_arena *arena, const struct lc_process *process)
{
    const char *reasons[LC_INCOMPLETE_MAX];
    return process->findings.count > 0 || !ended_well(process) ||
           lc_process_incomplete(arena, process, reasons) > 0;
}

/* Who the report is about, when that is not one process that ended as programs do. */
static void print_processes(struct lc_result *result, FILE *stream)
{
    struct lc_arena *arena = &result->resolver.arena;
    size_t count = result->model.process_count;
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const struct lc_process *process = result->model.processes[i];
        if (count == 1 ? ended_well(process) : !stands_out(arena, process)) {
            continue;
        }
        if (found++ < PROCESSES_LISTED_MAX) {
            (void)fprintf(stream, "Process %u: %s, %s.\n", process->header.pid,
                          program_of(arena, process), end_of(arena, process));
        }
    }
    if (found > PROCESSES_LISTED_MAX) {
        (void)fprintf(stream, "And %zu processes more; the JSON report has them all.\n",
                      found - PROCESSES_LISTED_MAX);
    }
    if (result->unborn) {
        (void)fprintf(stream, "And %s killed before anything could be seen of %s.\n",
                      result->unborn == 1 ? "one process"
                                          : lc_text_of(arena, "%zu processes", result->unborn),
                      result->unborn == 1 ? "it" : "them");
    }
}

/* What the processes had to say for themselves. */
static void print_notes(const struct lc_result *result, const struct lc_style *style, FILE *stream)
{
    struct lc_arena arena;
    lc_arena_init(&arena, &lc_arena_heap, SIZE_MAX);
    size_t left = NOTES_MAX;
    for (size_t i = 0; i < result->model.process_count; i++) {
        const struct lc_process *process = result->model.processes[i];
        for (size_t j = 0; j < process->notes.count && left; j++) {
            const struct lc_trace_note *note = (const void *)process->notes.items[j];
            if (!(note->record.flags & 1)) {
                const char *text = lc_text_plain(&arena, lc_trace_text(&note->record, note->text),
                                                 note->text.bytes);
                lc_style_prose(style, stream, 0,
                               lc_text_of(&arena, "Note: %s (pid %u)", text, process->header.pid));
                left--;
            }
        }
    }
    lc_arena_fini(&arena);
}

/* Why some of the code above has no names. */
static void print_nameless(const struct lc_result *result, FILE *stream)
{
    const char *path;
    for (size_t i = 0; (path = lc_symbols_changed(result->resolver.symbols, i)); i++) {
        (void)fprintf(stream, "Note: %s has changed since it ran: its code is given as offsets.\n",
                      path);
    }
    for (size_t i = 0; (path = lc_symbols_nameless(result->resolver.symbols, i)); i++) {
        (void)fprintf(
            stream,
            "Note: %s has no symbols: its code is given as offsets. Its debug package, or "
            "a build with -g, names it.\n",
            path);
    }
}

static void print_suppressions(const struct lc_suppressions *suppressions, FILE *stream)
{
    for (size_t i = 0; i < suppressions->problem_count; i++) {
        (void)fprintf(stream, "Suppression ignored: %s\n", suppressions->problems[i]);
    }
    for (size_t i = 0; i < suppressions->count; i++) {
        const struct lc_suppression *item = &suppressions->items[i];
        if (lc_suppression_is_unused(item)) {
            (void)fprintf(stream, "Suppression unused: %s:%u: %s:%s\n", item->file, item->line,
                          item->type, item->pattern);
        }
    }
}

/* Printed by the process while it ran, to the same reader, whether or not it would be shown now. */
static bool has_been_seen(const struct lc_result *result, const struct lc_finding *finding)
{
    return result->untold_only && finding->told && !finding->suppressed_by;
}

/* " (1 deadlock, 2 predicted)" of the findings that are shown, or have been. */
static const char *tiers_of(const struct lc_result *result, struct lc_arena *arena, size_t *ret_sum)
{
    size_t by_tier[LC_TIER_END] = {0};
    *ret_sum = 0;
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct lc_finding *finding = &result->findings.items[i];
        if (lc_result_shows(result, finding) || has_been_seen(result, finding)) {
            by_tier[finding->tier]++;
            ++*ret_sum;
        }
    }
    const char *text = "";
    for (unsigned int tier = 1; tier < LC_TIER_END; tier++) {
        if (by_tier[tier]) {
            text = lc_text_of(arena, "%s%s%zu %s", text, *text ? ", " : " (", by_tier[tier],
                              lc_tier_name(tier));
        }
    }
    return *text ? lc_text_of(arena, "%s)", text) : "";
}

/* "nothing dropped", or "incomplete: …" with each reason once. */
static const char *completeness_of(const struct lc_result *result, struct lc_arena *arena)
{
    const char *text = "";
    size_t damaged = result->findings.damaged;
    for (size_t i = 0; i < result->model.process_count; i++) {
        const char *reasons[LC_INCOMPLETE_MAX];
        size_t count = lc_process_incomplete(arena, result->model.processes[i], reasons);
        for (size_t j = 0; j < count; j++) {
            if (!strstr(text, reasons[j])) {
                text = lc_text_of(arena, "%s%s%s", text, *text ? "; " : "", reasons[j]);
            }
        }
    }
    if (damaged) {
        text = lc_text_of(arena, "%s%s%s passed over", text, *text ? "; " : "",
                          counted(arena, damaged, "damaged finding", "damaged findings"));
    }
    if (result->unreadable) {
        text = lc_text_of(arena, "%s%s%s could not be read", text, *text ? "; " : "",
                          counted(arena, result->unreadable, "trace", "traces"));
    }
    return *text ? lc_text_of(arena, "incomplete: %s", text) : "nothing dropped";
}

static const char *subject_of(const struct lc_result *result, struct lc_arena *arena)
{
    const struct lc_process *first = result->model.processes[0];
    if (result->model.process_count > 1) {
        return lc_text_of(arena, "%zu processes", result->model.process_count);
    }
    return lc_text_of(arena, "%s (pid %u)", program_of(arena, first), first->header.pid);
}

static const char *hidden_of(const struct lc_result *result, struct lc_arena *arena)
{
    const char *text = "";
    size_t hidden = result->show_all ? 0 : result->passing;
    for (size_t i = 0; i < result->findings.count && hidden; i++) {
        const struct lc_finding *finding = &result->findings.items[i];
        hidden -= !finding->fails && has_been_seen(result, finding);
    }
    if (hidden) {
        text = lc_text_of(arena, ", %zu more with show=all", hidden);
    }
    return result->suppressed ? lc_text_of(arena, "%s, %zu suppressed", text, result->suppressed)
                              : text;
}

/* A trace without findings is seldom kept: do not send people to it. */
static const char *traces_of(const struct lc_result *result, struct lc_arena *arena)
{
    if (result->findings.count == 0) {
        return "";
    }
    return result->model.process_count > 1
               ? lc_text_of(arena, " Traces: %zu", result->model.process_count)
               : lc_text_of(arena, " Trace: %s", result->model.processes[0]->trace_path);
}

static void print_summary(struct lc_result *result, FILE *stream)
{
    struct lc_arena *arena = &result->resolver.arena;
    size_t shown;
    const char *tiers = tiers_of(result, arena, &shown);
    struct lc_trace_counts sum = {0};
    for (size_t i = 0; i < result->model.process_count; i++) {
        const struct lc_trace_counts *counts = &result->model.processes[i]->header.counts;
        sum.locks += counts->locks;
        /* A process killed early may not have noted its first thread. */
        sum.threads += counts->threads ? counts->threads : 1;
        sum.dependencies += counts->dependencies;
    }
    (void)fprintf(stream, "SUMMARY: lockcheck: %s%s%s in %s. %s, %s, %s, %s.%s\n",
                  shown ? counted(arena, shown, "finding", "findings") : "no findings", tiers,
                  hidden_of(result, arena), subject_of(result, arena),
                  counted(arena, sum.locks, "lock", "locks"),
                  counted(arena, sum.threads, "thread", "threads"),
                  counted(arena, sum.dependencies, "dependency", "dependencies"),
                  completeness_of(result, arena), traces_of(result, arena));
}

/* The process itself asks, and goes on: the summary comes at its end. */
static bool is_interim(const struct lc_result *result)
{
    return result->interim && result->model.process_count == 1 &&
           result->model.processes[0]->header.state == LC_TRACE_RUNNING;
}

static bool is_printed(const struct lc_result *result, const struct lc_finding *finding)
{
    bool is_left_out = result->untold_only && (finding->told || finding->older);
    return !is_left_out && (lc_result_shows(result, finding) || is_interim(result));
}

void lc_text_print(struct lc_result *result, FILE *stream, enum lc_color color)
{
    struct lc_style style = lc_style_of(stream, color);
    /* A watched process whose findings all just inform ends as it would have ended unwatched. */
    bool silent = result->quiet || (result->interim && result->failing == 0);
    bool told = false;
    for (size_t i = 0; i < result->findings.count; i++) {
        if (is_printed(result, &result->findings.items[i])) {
            lc_text_finding(result, &result->findings.items[i], &style, stream);
            told = true;
        }
    }
    if ((silent && !told) || is_interim(result)) {
        return;
    }
    if (result->show_all) {
        lc_text_contended(result, &style, stream);
    }
    print_processes(result, stream);
    print_suppressions(&result->suppressions, stream);
    print_notes(result, &style, stream);
    if (told || result->show_all) {
        print_nameless(result, stream);
    }
    print_summary(result, stream);
}
