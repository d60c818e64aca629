/* lockcheck report: explain traces that were kept, or that the library hands over. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/env.h"
#include "base/options.h"
#include "cli/commands.h"
#include "cli/switches.h"
#include "cli/trace_inputs.h"
#include "report/report.h"

#define COMMAND "lockcheck report"

enum { SUPPRESSIONS_MAX = 64 };

enum {
    SWITCH_FORMAT,
    SWITCH_SHOW,
    SWITCH_FAIL_ON,
    SWITCH_SUPPRESSIONS,
    SWITCH_COLOR,
    SWITCH_OUTPUT,
    SWITCH_QUIET,
    SWITCH_FD,
    SWITCH_FROM_LIBRARY,
    SWITCH_KEPT_AS,
    SWITCH_HELP,
};

static const struct lc_switch switches[] = {
    [SWITCH_FORMAT] = {"format", "FORMAT", "text (default) or json", 'f'},
    [SWITCH_SHOW] = {"show", "WHICH", "failing (default), or all findings", 0},
    [SWITCH_FAIL_ON] = {"fail-on", "LIST", "kinds and tiers that fail too; none: nothing fails", 0},
    [SWITCH_SUPPRESSIONS] = {"suppressions", "FILE", "leave out what FILE lists; may be repeated",
                             's'},
    [SWITCH_COLOR] = {"color", "WHEN", "auto (default), always or never", 0},
    [SWITCH_OUTPUT] = {"output", "FILE", "write the report to FILE", 'o'},
    [SWITCH_QUIET] = {"quiet", NULL, "print nothing when there is no finding", 'q'},
    [SWITCH_FD] = {"fd", "N", "read a trace from open descriptor N", 0},
    [SWITCH_FROM_LIBRARY] = {"from-library", NULL,
                             "report as LOCKCHECK_OPTIONS says; the library calls this", 0},
    [SWITCH_KEPT_AS] = {"kept-as", "PATH", "with it: the trace's own file, or empty", 0},
    [SWITCH_HELP] = {"help", NULL, "print this and end", 'h'},
};

struct request {
    struct lc_report_options report;
    const char *suppressions[SUPPRESSIONS_MAX];
    struct lc_trace_inputs inputs;
    struct lc_options options; /* of LOCKCHECK_OPTIONS, when the library asks */
    bool from_library;
    const char *kept_as; /* NULL or "": nowhere */
    char log_path[LC_OPTION_PATH_BYTES + 16];
};

static void print_help(void)
{
    puts("usage: lockcheck report [OPTION...] TRACE...\n"
         "Explains traces. TRACE is a file, a directory of *" LC_TRACE_SUFFIX " files, or - for "
         "standard\ninput. All are reported as one run, whatever runs they are of: locks in memory "
         "that\n"
         "processes share are compared across all of them.\n");
    lc_switches_help(stdout, switches, LC_COUNT_OF(switches));
    puts("\nExit status: 0 when nothing fails the run, 66 when a finding does, 125 when a trace "
         "or\nan option cannot be used.\n"
         "Tiers: deadlock, confirmed and predicted fail; possible, latent and info do not, nor "
         "do\nkinds that only inform. `lockcheck explain` lists the kinds.");
}

/* The index of `word` in choices, or -1 after a line on stderr. */
static int choose(const char *name, const char *word, const char *const *choices, int count)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(word, choices[i]) == 0) {
            return i;
        }
    }
    fprintf(stderr, COMMAND ": --%s=%s: choose ", name, word);
    for (int i = 0; i < count; i++) {
        fprintf(stderr, "%s%s", i == 0 ? "" : i + 1 == count ? " or " : ", ", choices[i]);
    }
    fputc('\n', stderr);
    return -1;
}

static bool take_choice(struct request *request, int which, const char *value)
{
    static const char *const formats[] = {"text", "json"};
    static const char *const shows[] = {"failing", "all"};
    static const char *const colors[] = {"auto", "always", "never"};
    int index;
    switch (which) {
    case SWITCH_FORMAT:
        index = choose("format", value, formats, LC_COUNT_OF(formats));
        request->report.format = index == 1 ? LC_REPORT_JSON : LC_REPORT_TEXT;
        return index >= 0;
    case SWITCH_SHOW:
        index = choose("show", value, shows, LC_COUNT_OF(shows));
        request->report.show_all = index == 1;
        return index >= 0;
    default:
        index = choose("color", value, colors, LC_COUNT_OF(colors));
        request->report.color = index < 0 ? LC_COLOR_AUTO : (enum lc_color)index;
        return index >= 0;
    }
}

static bool take_suppressions(struct request *request, const char *path)
{
    if (request->report.suppression_count == SUPPRESSIONS_MAX) {
        fprintf(stderr, COMMAND ": more than %d files of suppressions\n", SUPPRESSIONS_MAX);
        return false;
    }
    request->suppressions[request->report.suppression_count++] = path;
    return true;
}

static bool take_switch(struct request *request, int which, const char *value)
{
    switch (which) {
    case SWITCH_FORMAT:
    case SWITCH_SHOW:
    case SWITCH_COLOR:
        return take_choice(request, which, value);
    case SWITCH_FAIL_ON:
        request->report.fail_on = value;
        return true;
    case SWITCH_SUPPRESSIONS:
        return take_suppressions(request, value);
    case SWITCH_OUTPUT:
        request->report.output = value;
        return true;
    case SWITCH_QUIET:
        request->report.quiet = true;
        return true;
    case SWITCH_FD:
        return lc_trace_inputs_add_fd(&request->inputs, COMMAND, value) == 0;
    case LC_SWITCH_WORD:
        return lc_trace_inputs_add(&request->inputs, COMMAND, value) == 0;
    case SWITCH_FROM_LIBRARY:
        request->from_library = true;
        return true;
    case SWITCH_KEPT_AS:
        request->kept_as = value;
        return true;
    default:
        return false; /* LC_SWITCH_BAD, and said so */
    }
}

/* The watched program's own settings. What is wrong with them the library has said already. */
static bool apply_library_options(struct request *request)
{
    struct lc_options *options = &request->options;
    (void)unsetenv("DEBUGINFOD_URLS"); /* a program's end does not wait for the network */
    lc_options_defaults(options);
    (void)lc_options_parse(options, getenv(LC_ENV_OPTIONS), NULL, 0);
    request->report.show_all = options->show == LC_SHOW_ALL;
    request->report.color = (enum lc_color)options->color;
    request->report.quiet = options->quiet;
    request->report.untold_only = true;
    request->report.interim = true;
    request->report.fail_on = options->fail_on;
    request->report.stream = stderr;
    const char *nowhere = options->trace[0] ? "not kept" : "not kept (trace=FILE keeps it)";
    for (size_t i = 0; i < request->inputs.count; i++) {
        bool is_kept = request->kept_as && request->kept_as[0];
        request->inputs.items[i].shown = is_kept ? request->kept_as : nowhere;
    }
    if (options->suppressions[0] && !take_suppressions(request, options->suppressions)) {
        return false;
    }
    if (strcmp(options->log_path, "stdout") == 0) {
        request->report.stream = stdout;
    } else if (strcmp(options->log_path, "stderr") != 0) {
        /* The parent is the watched process. It may report twice: at a deadlock, and at its end. */
        snprintf(request->log_path, sizeof(request->log_path), "%s.%d", options->log_path,
                 (int)getppid());
        request->report.output = request->log_path;
        request->report.append = true;
    }
    return true;
}

/* 0: report; 1: help was printed; -1: refused, with a line on stderr. */
static int read_request(struct request *request, int argc, char **argv)
{
    struct lc_switch_reader reader;
    lc_switches_start(&reader, COMMAND, switches, LC_COUNT_OF(switches), argc, argv);
    request->report.suppressions = request->suppressions;
    int which;
    while ((which = lc_switches_next_or_word(&reader)) != LC_SWITCH_END) {
        if (which == SWITCH_HELP) {
            print_help();
            return 1;
        }
        if (!take_switch(request, which, reader.value)) {
            return -1;
        }
    }
    if (request->inputs.count == 0) {
        fputs(COMMAND ": name a trace, a directory of traces, or - for standard input\n", stderr);
        return -1;
    }
    return request->from_library && !apply_library_options(request) ? -1 : 0;
}

int lc_cmd_report(int argc, char **argv)
{
    struct request *request = calloc(1, sizeof(*request));
    if (!request) {
        fputs(COMMAND ": out of memory\n", stderr);
        return LC_EXIT_FAILURE;
    }
    int wish = read_request(request, argc, argv);
    int status = wish > 0 ? 0 : LC_EXIT_FAILURE;
    if (wish == 0) {
        status = lc_report_print(&request->report, request->inputs.items, request->inputs.count);
    }
    lc_trace_inputs_fini(&request->inputs);
    free(request);
    return status;
}
