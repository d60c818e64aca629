/* lockcheck suppress: lines for a suppressions file, one for each finding of some traces. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/env.h"
#include "cli/commands.h"
#include "cli/switches.h"
#include "cli/trace_inputs.h"
#include "report/finding_words.h"
#include "report/result.h"

#define COMMAND "lockcheck suppress"

enum { SWITCH_ALL, SWITCH_HELP };

static const struct lc_switch switches[] = {
    [SWITCH_ALL] = {"all", NULL, "also for findings that do not fail a run", 'a'},
    [SWITCH_HELP] = {"help", NULL, "print this and end", 'h'},
};

static void print_help(void)
{
    puts("usage: lockcheck suppress [--all] TRACE...\n"
         "Prints a suppression for each finding, in a form that ThreadSanitizer takes too. Read "
         "each\none before you keep it:\n\n"
         "  lockcheck suppress run.lcd >> suppressions.txt\n"
         "  lockcheck run --suppressions=suppressions.txt -- ./program\n");
    lc_switches_help(stdout, switches, LC_COUNT_OF(switches));
}

/* One line may cover several findings: it is printed with the first. */
static bool was_printed(const char *const *lines, size_t count, const char *line)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(lines[i], line) == 0) {
            return true;
        }
    }
    return false;
}

static int print_lines(struct lc_result *result)
{
    const char **lines = calloc(result->findings.count + 1, sizeof(lines[0]));
    if (!lines) {
        fputs(COMMAND ": out of memory\n", stderr);
        return LC_EXIT_FAILURE;
    }
    size_t count = 0;
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct lc_finding *finding = &result->findings.items[i];
        if (!lc_result_shows(result, finding)) {
            continue;
        }
        struct lc_advice advice = lc_advise(&result->advisor, &result->resolver, finding);
        const char *line = lc_suppression_line(&result->resolver, finding, advice.odd_step);
        if (!was_printed(lines, count, line)) {
            const char *ring = lc_finding_ring(&result->resolver, finding);
            printf("# %s (%s)%s%s\n%s\n", lc_kind_name(finding->kind), lc_tier_name(finding->tier),
                   *ring ? ": " : "", ring, line);
            lines[count++] = line;
        }
    }
    free(lines);
    if (count == 0) {
        fputs(COMMAND ": no findings to suppress\n", stderr);
    }
    return 0;
}

static int suppress(const struct lc_trace_inputs *inputs, bool all)
{
    struct lc_result result;
    struct lc_report_options options = {.show_all = all};
    int status = LC_EXIT_FAILURE;
    if (lc_result_load(&result, &options, inputs->items, inputs->count) == 0 &&
        print_lines(&result) == 0 && result.unreadable == 0) {
        status = 0;
    }
    lc_result_fini(&result);
    return status;
}

int lc_cmd_suppress(int argc, char **argv)
{
    struct lc_switch_reader reader;
    lc_switches_start(&reader, COMMAND, switches, LC_COUNT_OF(switches), argc, argv);
    struct lc_trace_inputs inputs = {0};
    bool all = false;
    int which;
    int status = 0;
    while (!status && (which = lc_switches_next_or_word(&reader)) != LC_SWITCH_END) {
        if (which == SWITCH_HELP) {
            print_help();
            lc_trace_inputs_fini(&inputs);
            return 0;
        }
        if (which == LC_SWITCH_BAD ||
            (which == LC_SWITCH_WORD && lc_trace_inputs_add(&inputs, COMMAND, reader.value) != 0)) {
            status = LC_EXIT_FAILURE;
        }
        all = all || which == SWITCH_ALL;
    }
    if (!status && inputs.count == 0) {
        fputs(COMMAND ": name a trace, a directory of traces, or - for standard input\n", stderr);
        status = LC_EXIT_FAILURE;
    }
    if (!status) {
        status = suppress(&inputs, all);
    }
    lc_trace_inputs_fini(&inputs);
    return status;
}
