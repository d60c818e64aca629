#include "cli/run_settings.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/env.h"
#include "cli/switches.h"
#include "report/policy.h"

#define COMMAND "lockcheck run"

enum run_switch {
    SWITCH_TIMEOUT,
    SWITCH_WAIT,
    SWITCH_OUTPUT,
    SWITCH_REQUIRE_CHECK,
    SWITCH_FORMAT,
    SWITCH_REPORT_FILE,
    SWITCH_SUPPRESSIONS,
    SWITCH_OPTIONS,
    SWITCH_HELP,
    SWITCH_FIRST_KEY, /* from here on each stands for a key of LOCKCHECK_OPTIONS */
    SWITCH_QUIET = SWITCH_FIRST_KEY,
    SWITCH_SHOW,
    SWITCH_FAIL_ON,
    SWITCH_COLOR,
    SWITCH_EXITCODE,
    SWITCH_HALT_ON_ERROR,
    SWITCH_ON_DEADLOCK,
    SWITCH_COUNT,
};

static const struct lc_switch switches[SWITCH_COUNT] = {
    [SWITCH_TIMEOUT] = {"timeout", "SECONDS",
                        "end all that runs after this long, report, exit with 124", 't'},
    [SWITCH_WAIT] = {"wait", NULL, "wait for all descendants, not for the program alone", 'w'},
    [SWITCH_OUTPUT] = {"output", "DIR", "keep the traces in DIR", 'o'},
    [SWITCH_REQUIRE_CHECK] = {"require-check", NULL, "exit with 125 when nothing could be checked",
                              0},
    [SWITCH_FORMAT] = {"format", "FORMAT", "of the report, as in `lockcheck report`", 'f'},
    [SWITCH_REPORT_FILE] = {"report-file", "FILE", "write the report there, not to stderr", 0},
    [SWITCH_SUPPRESSIONS] = {"suppressions", "FILE", "leave out the findings it matches", 's'},
    [SWITCH_OPTIONS] = {"options", "TEXT", "more of LOCKCHECK_OPTIONS: key=value:key=value", 'O'},
    [SWITCH_HELP] = {"help", NULL, "print this and end", 'h'},
    [SWITCH_QUIET] = {"quiet", NULL, "no summary when there is nothing to report", 'q'},
    [SWITCH_SHOW] = {"show", "failing|all", "which findings are printed", 0},
    [SWITCH_FAIL_ON] = {"fail-on", "LIST", "tiers or kinds that fail the run too", 0},
    [SWITCH_COLOR] = {"color", "WHEN", "auto, always or never", 0},
    [SWITCH_EXITCODE] = {"exitcode", "N", "exit status when there are findings (66)", 0},
    [SWITCH_HALT_ON_ERROR] = {"halt-on-error", NULL, "end the program at its first finding", 0},
    [SWITCH_ON_DEADLOCK] = {"on-deadlock", "WHAT",
                            "after a real deadlock: report, exit (default) or abort", 0},
};

void lc_run_print_help(void)
{
    static char keys[LC_OPTIONS_HELP_BYTES];
    puts("usage: " COMMAND " [SWITCH...] [--] PROGRAM [ARGUMENT...]\n"
         "Runs the program, and all that it starts, and reports what they do wrong with their\n"
         "locks, deadlocks that did not happen this time included.\n");
    lc_switches_help(stdout, switches, SWITCH_COUNT);
    (void)lc_options_help(keys, sizeof(keys));
    printf("\nKeys of " LC_ENV_OPTIONS ":\n%s", keys);
    puts("\nExit status: the program's own; 66 with findings; 124 time limit; 125 lockcheck "
         "failed;\n"
         "126 the program cannot be run; 127 not found; 128+N ended by signal N.");
}

static int complain(const char *what, const char *text)
{
    fprintf(stderr, COMMAND ": %s%s\n", what, text);
    return -EINVAL;
}

/* Adds to the text that becomes LOCKCHECK_OPTIONS, and reads it: a mistake is told before anything
 * runs. */
static int add_options(struct lc_run_settings *settings, const char *source, const char *text)
{
    char error[512];
    char *joined;
    if (lc_options_parse(&settings->options, text, error, sizeof(error)) != 0) {
        return complain(source, error);
    }
    if (asprintf(&joined, "%s:%s", settings->options_text, text) < 0) {
        return complain("", "out of memory");
    }
    free(settings->options_text);
    settings->options_text = joined;
    return 0;
}

static int add_key(struct lc_run_settings *settings, const char *key, const char *value)
{
    char item[LC_OPTION_PATH_BYTES + LC_OPTION_NAME_BYTES];
    if (lc_options_write(item, sizeof(item), key, value) != 0) {
        fprintf(stderr, COMMAND ": cannot pass on %s=%s: too long, or with both kinds of quotes\n",
                key, value);
        return -EINVAL;
    }
    return add_options(settings, "", item);
}

/* "--halt-on-error" is the key halt_on_error. */
static int add_key_of_switch(struct lc_run_settings *settings, const struct lc_switch *item,
                             const char *value)
{
    char key[LC_OPTION_NAME_BYTES];
    snprintf(key, sizeof(key), "%s", item->name);
    for (char *c = key; *c; c++) {
        *c = *c == '-' ? '_' : *c;
    }
    return add_key(settings, key, value ? value : "1");
}

/* The program may change its directory before others of the run read the file. */
static int set_suppressions(struct lc_run_settings *settings, const char *file)
{
    char path[PATH_MAX];
    if (!realpath(file, path) || access(path, R_OK) != 0) {
        fprintf(stderr, COMMAND ": cannot read the suppressions %s: %s\n", file, strerror(errno));
        return -EINVAL;
    }
    return add_key(settings, "suppressions", path);
}

static int set_timeout(struct lc_run_settings *settings, const char *text)
{
    char *end;
    double seconds = strtod(text, &end);
    if (end == text || *end != '\0' || !(seconds >= 0.001 && seconds <= 1e9)) {
        return complain("--timeout takes a number of seconds, not ", text);
    }
    settings->timeout_ms = (uint64_t)(seconds * 1000);
    return 0;
}

static int set_format(struct lc_run_settings *settings, const char *name)
{
    static const char *const names[] = {[LC_REPORT_TEXT] = "text", [LC_REPORT_JSON] = "json"};
    for (size_t i = 0; i < LC_COUNT_OF(names); i++) {
        if (strcmp(name, names[i]) == 0) {
            settings->format = (enum lc_report_format)i;
            return 0;
        }
    }
    return complain("--format takes text or json, not ", name);
}

static int apply(struct lc_run_settings *settings, int which, const char *value)
{
    switch ((enum run_switch)which) {
    case SWITCH_TIMEOUT:
        return set_timeout(settings, value);
    case SWITCH_WAIT:
        settings->wait_for_all = true;
        return 0;
    case SWITCH_OUTPUT:
        settings->output_dir = value;
        return 0;
    case SWITCH_REQUIRE_CHECK:
        settings->require_check = true;
        return 0;
    case SWITCH_FORMAT:
        return set_format(settings, value);
    case SWITCH_REPORT_FILE:
        settings->report_file = value;
        return 0;
    case SWITCH_SUPPRESSIONS:
        return set_suppressions(settings, value);
    case SWITCH_OPTIONS:
        return add_options(settings, "--options: ", value);
    default:
        return add_key_of_switch(settings, &switches[which], value);
    }
}

static int read_environment(struct lc_run_settings *settings)
{
    lc_options_defaults(&settings->options);
    settings->options_text = strdup("");
    if (!settings->options_text) {
        return complain("", "out of memory");
    }
    const char *text = getenv(LC_ENV_OPTIONS);
    /* Nobody waits at the terminal of a run: a program that hangs for ever had better end. */
    int error = add_key(settings, "on_deadlock", "exit");
    if (error == 0 && text) {
        error = add_options(settings, LC_ENV_OPTIONS ": ", text);
    }
    if (settings->options.run_id[0]) {
        settings->options.trace[0] = '\0'; /* of the run that we are part of; ours replaces it */
    }
    return error;
}

static int check_trace(const struct lc_run_settings *settings)
{
    return settings->options.trace[0]
               ? complain("trace= is for runs without the launcher; ", "use -o DIR")
               : 0;
}

/* The report would find this mistake too, but only after the program has run. */
static int check_fail_on(const struct lc_run_settings *settings)
{
    struct lc_policy policy;
    return lc_policy_read(&policy, settings->options.fail_on, COMMAND);
}

enum lc_run_wish lc_run_settings_init(struct lc_run_settings *settings, int argc, char **argv)
{
    *settings = (struct lc_run_settings){0};
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        return LC_RUN_HELP; /* above all to those whose variable has a mistake in it */
    }
    if (read_environment(settings) != 0) {
        return LC_RUN_REFUSED;
    }
    struct lc_switch_reader reader;
    lc_switches_start(&reader, COMMAND, switches, SWITCH_COUNT, argc, argv);
    int which;
    while ((which = lc_switches_next(&reader)) >= 0) {
        if (which == SWITCH_HELP) {
            return LC_RUN_HELP;
        }
        if (apply(settings, which, reader.value) != 0) {
            return LC_RUN_REFUSED;
        }
    }
    if (which == LC_SWITCH_BAD || check_trace(settings) != 0 || check_fail_on(settings) != 0) {
        return LC_RUN_REFUSED;
    }
    if (reader.next >= argc) {
        (void)complain("no program given; ", "try: lockcheck run -- ./program its arguments");
        return LC_RUN_REFUSED;
    }
    settings->program = argv + reader.next;
    return settings->options.help ? LC_RUN_HELP : LC_RUN_GO;
}

void lc_run_settings_fini(struct lc_run_settings *settings)
{
    free(settings->options_text);
}
