#include "verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_program(enum tool tool)
{
    return tool == TOOL_PLAIN || tool == TOOL_PYTHON;
}

static bool names_function(const struct finding *finding, const char *function)
{
    for (int i = 0; i < finding->function_count; i++) {
        if (strcmp(finding->functions[i], function) == 0) {
            return true;
        }
    }
    return false;
}

/* Has the report one of the functions that the finding names? */
static bool report_fits(const struct report *report, const struct finding *finding)
{
    if (!kind_matches(report->kinds, finding->kind)) {
        return false;
    }
    for (int i = 0; i < report->where.function_count; i++) {
        if (names_function(finding, report->where.functions[i])) {
            return true;
        }
    }
    return false;
}

static bool function_is_seen(const struct reading *reading, const struct finding *finding,
                             int index)
{
    for (int i = 0; i < reading->report_count; i++) {
        const struct report *report = &reading->reports[i];
        if (kind_matches(report->kinds, finding->kind) &&
            names_function(&report->where, finding->functions[index])) {
            return true;
        }
    }
    return false;
}

static bool finding_is_seen(const struct reading *reading, const struct finding *finding)
{
    int seen = 0;
    for (int i = 0; i < finding->function_count; i++) {
        seen += function_is_seen(reading, finding, i);
    }
    return finding->any ? seen > 0 : seen == finding->function_count;
}

/* Every report is expected, and every expectation was reported. */
static const char *findings_mismatch(const struct expectation *expectation,
                                     const struct reading *reading)
{
    if (reading->report_count == 0) {
        return "nothing was reported";
    }
    for (int i = 0; i < reading->report_count; i++) {
        bool fits = false;
        for (int k = 0; k < expectation->finding_count && !fits; k++) {
            fits = report_fits(&reading->reports[i], &expectation->findings[k]);
        }
        if (!fits) {
            return "something was reported that is not expected";
        }
    }
    for (int k = 0; k < expectation->finding_count; k++) {
        if (!finding_is_seen(reading, &expectation->findings[k])) {
            return "an expected finding, or one of its functions, was not reported";
        }
    }
    return NULL;
}

/* A detector's exit status must say what its text says, unless the program hung or a child
 * reported. */
static const char *end_mismatch(const struct demo_header *header, enum tool tool, enum end end,
                                const struct reading *reading)
{
    bool by_status = tool == TOOL_TSAN_GCC || tool == TOOL_TSAN_CLANG || tool == TOOL_LOCKCHECK;
    bool in_first = false;
    for (int i = 0; i < reading->report_count; i++) {
        in_first = in_first || reading->reports[i].in_first_process;
    }
    if (end == END_SIGNAL) {
        return "the program was ended by a signal";
    }
    if (end == END_HANGS) {
        bool may_hang = header->tools[TOOL_PLAIN].verdict == VERDICT_HANGS;
        return may_hang ? NULL : "the program hung, and does not when run plain";
    }
    if (by_status && in_first && end != END_FINDINGS) {
        return "it reported, and its exit status does not say so";
    }
    return NULL;
}

static const char *program_mismatch(enum verdict verdict, enum end end)
{
    switch (verdict) {
    case VERDICT_OK:
        return end == END_OK ? NULL : "it did not end with status 0";
    case VERDICT_WRONG:
        return end == END_WRONG ? NULL : "it did not end with an error status";
    case VERDICT_HANGS:
        return end == END_HANGS ? NULL : "it did not hang";
    default:
        return end == END_SIGNAL ? NULL : "it was not ended by a signal";
    }
}

static const char *quiet_mismatch(enum verdict verdict, enum end end, const struct reading *reading)
{
    if (reading->report_count > 0) {
        return "something was reported";
    }
    if (end == END_FINDINGS) {
        return "the exit status says that something was reported, the text does not";
    }
    if (verdict == VERDICT_HANGS) {
        return end == END_HANGS ? NULL : "it did not hang";
    }
    if (end == END_HANGS) {
        return "it hung";
    }
    bool ended = end == END_OK || (verdict == VERDICT_MISSES && end == END_WRONG);
    return ended ? NULL : "the program did not end as it should";
}

const char *verdict_mismatch(const struct demo_header *header, enum tool tool, enum end end,
                             const struct reading *reading)
{
    const struct expectation *expectation = &header->tools[tool];
    if (end == END_LIMIT) {
        return "it outlived the time limit of the test";
    }
    if (is_program(tool)) {
        return program_mismatch(expectation->verdict, end);
    }
    bool broke = reading->tool_broke || end == END_SIGNAL;
    if (expectation->verdict == VERDICT_CRASHES) {
        return broke ? NULL : "the detector did not crash";
    }
    if (reading->tool_broke) {
        return "the detector itself failed";
    }
    if (reading->unclassified || reading->incomplete) {
        return "the judge could not read all that was reported";
    }
    if (expectation->verdict == VERDICT_REPORTS || expectation->verdict == VERDICT_FALSE_ALARM) {
        const char *reason = findings_mismatch(expectation, reading);
        return reason != NULL ? reason : end_mismatch(header, tool, end, reading);
    }
    return quiet_mismatch(expectation->verdict, end, reading);
}

__attribute__((format(printf, 3, 4))) static void append(char *text, size_t bytes,
                                                         const char *format, ...)
{
    size_t used = strlen(text);
    __builtin_va_list args;
    __builtin_va_start(args, format);
    vsnprintf(text + used, bytes - used, format, args);
    __builtin_va_end(args);
}

static int compare_names(const void *one, const void *other)
{
    return strcmp(one, other);
}

/* All functions of all reports of one kind, each once, in alphabetical order. */
static struct finding merge_kind(const struct reading *reading, const char *kinds)
{
    struct finding merged = {.function_count = 0};
    for (int i = 0; i < reading->report_count; i++) {
        const struct finding *where = &reading->reports[i].where;
        for (int k = 0; k < where->function_count; k++) {
            if (strcmp(reading->reports[i].kinds, kinds) == 0 &&
                merged.function_count < EXPECT_FUNCTIONS_MAX &&
                !names_function(&merged, where->functions[k])) {
                strcpy(merged.functions[merged.function_count++], where->functions[k]);
            }
        }
    }
    qsort(merged.functions, (size_t)merged.function_count, EXPECT_NAME_BYTES, compare_names);
    return merged;
}

/* The different kinds that were reported, in alphabetical order. */
static int list_kinds(const struct reading *reading, const char *kinds[REPORT_MAX])
{
    int count = 0;
    for (int i = 0; i < reading->report_count; i++) {
        int at = 0;
        while (at < count && strcmp(kinds[at], reading->reports[i].kinds) < 0) {
            at++;
        }
        if (at < count && strcmp(kinds[at], reading->reports[i].kinds) == 0) {
            continue;
        }
        memmove(kinds + at + 1, kinds + at, (size_t)(count - at) * sizeof(kinds[0]));
        kinds[at] = reading->reports[i].kinds;
        count++;
    }
    return count;
}

static void describe_findings(const struct reading *reading, char *text, size_t bytes)
{
    const char *kinds[REPORT_MAX + 1];
    int count = list_kinds(reading, kinds);
    for (int i = 0; i < count; i++) {
        struct finding merged = merge_kind(reading, kinds[i]);
        append(text, bytes, "%s %s in ", i > 0 ? "," : "", kinds[i]);
        for (int k = 0; k < merged.function_count; k++) {
            append(text, bytes, "%s%s", k > 0 ? " and " : "", merged.functions[k]);
        }
    }
}

static const char *quiet_words(enum end end, bool program, bool correct)
{
    switch (end) {
    case END_OK:
        return program ? "ok" : correct ? "silent" : "misses KIND";
    case END_WRONG:
        return program ? "wrong" : correct ? "a failed program" : "misses KIND";
    case END_HANGS:
        return "hangs";
    case END_SIGNAL:
        return "crashes";
    case END_LIMIT:
        return "(killed at the time limit)";
    default:
        return "(the exit status of findings, without one)";
    }
}

void verdict_describe(const struct demo_header *header, enum tool tool, enum end end,
                      const struct reading *reading, char *ret_text, size_t bytes)
{
    bool correct = expect_is_correct_program(header->path);
    ret_text[0] = '\0';
    if (reading->tool_broke || reading->unclassified) {
        append(ret_text, bytes, "%s (%s)", reading->tool_broke ? "crashes" : "reports ?",
               reading->trouble);
    } else if (reading->report_count > 0) {
        append(ret_text, bytes, "%s", correct ? "false-alarm" : "reports");
        describe_findings(reading, ret_text, bytes);
    } else {
        append(ret_text, bytes, "%s", quiet_words(end, is_program(tool), correct));
    }
}
