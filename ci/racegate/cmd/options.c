#include "cmd/options.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum value { FLAG, TEXT, NUMBER };

#define JUDGES      (RG_CMD_CI | RG_CMD_RUN | RG_CMD_CHECK | RG_CMD_REPORT | RG_CMD_MERGE)
#define RUNS        (RG_CMD_CI | RG_CMD_RUN)
#define FIELD(name) offsetof(struct rg_options, name)

static const struct row {
    const char *name; /* "--config", with its short form after a blank: "--output -o" */
    const char *short_name;
    const char *operand; /* for help; NULL: a flag */
    enum value value;
    size_t field;
    unsigned commands;
    const char *help;
} s_rows[] = {
    {"--config", "-c", "A,B", TEXT, FIELD(config_list), RUNS | RG_CMD_CANARY,
     "configurations: plain tsan-gcc tsan-clang helgrind drd lockcheck"},
    {"--ini", NULL, "FILE", TEXT, FIELD(config_file),
     JUDGES | RG_CMD_CANARY | RG_CMD_LINT | RG_CMD_BASELINE,
     "settings; racegate.ini when there is one"},
    {"--build-dir", "-b", "DIR", TEXT, FIELD(build_dir), RG_CMD_RUN,
     "run every test of this CMake build folder"},
    {"--tests-json", NULL, "FILE", TEXT, FIELD(tests_file), RG_CMD_RUN,
     "run the tests of this file, in the form of ctest --show-only=json-v1"},
    {"--tests", "-R", "REGEX", TEXT, FIELD(filter), RUNS, "only tests whose name matches"},
    {"--output", "-o", "DIR", TEXT, FIELD(out_dir),
     JUDGES | RG_CMD_CANARY | RG_CMD_BASELINE | RG_CMD_LINT,
     "logs, result and reports go there; racegate-out"},
    {"--format", "-f", "A,B", TEXT, FIELD(format_list), JUDGES, "reports to write"},
    {"--baseline", NULL, "FILE", TEXT, FIELD(baseline), JUDGES | RG_CMD_BASELINE, "known findings"},
    {"--root", NULL, "DIR", TEXT, FIELD(source_root), JUDGES | RG_CMD_LINT,
     "the source folder, to which paths are written relative; the current folder"},
    {"--diff-base", NULL, "REF", TEXT, FIELD(diff_base), JUDGES,
     "show a finding at its stack frame inside the change since REF"},
    {"--timeout", "-t", "SECONDS", NUMBER, FIELD(timeout_s), RUNS,
     "time limit of one test under one configuration"},
    {"--jobs", "-j", "N", NUMBER, FIELD(job_count), RUNS | RG_CMD_CANARY,
     "tests at a time; one for each processor"},
    {"--repeat", NULL, "N", NUMBER, FIELD(repeat), RUNS, "run every test N times"},
    {"--shard", NULL, "I/N", TEXT, FIELD(shard), RUNS,
     "run the I-th of N parts, even by recorded durations"},
    {"--durations", NULL, "FILE", TEXT, FIELD(durations), RUNS,
     "result of an earlier run that has the durations"},
    {"--no-canary", NULL, NULL, FLAG, FIELD(no_canary), RUNS,
     "do not plant bugs first; 'ci' then never gives a pass"},
    {"--all", "-a", NULL, FLAG, FIELD(show_all), JUDGES,
     "show known, suppressed and informing findings too"},
    {"--owner", NULL, "NAME", TEXT, FIELD(owner), RG_CMD_BASELINE, "who looks after new entries"},
    {"--reason", NULL, "TEXT", TEXT, FIELD(reason), RG_CMD_BASELINE, "why they are accepted"},
    {"--expires", NULL, "DATE", TEXT, FIELD(expires), RG_CMD_BASELINE, "until when, as 2030-12-31"},
    {"--ci", NULL, "KIND", TEXT, FIELD(ci_kind), RG_CMD_INIT, "github, gitlab or none"},
    {"--force", NULL, NULL, FLAG, FIELD(force), RG_CMD_INIT | RG_CMD_BASELINE,
     "overwrite files that exist"},
    {"--color", NULL, "WHEN", TEXT, FIELD(color), JUDGES | RG_CMD_CANARY, "auto, always or never"},
    {"--quiet", "-q", NULL, FLAG, FIELD(is_quiet), ~0u, "no progress, only the summary"},
};

enum { ROWS = sizeof(s_rows) / sizeof(*s_rows) };

static void print_help(enum rg_command_bit command, const char *usage)
{
    printf("%s\nOptions:\n", usage);
    for (size_t i = 0; i < ROWS; i++) {
        const struct row *row = &s_rows[i];
        if (row->commands & command) {
            char left[64];
            snprintf(left, sizeof(left), "%s%s%s%s%s", row->short_name ? row->short_name : "",
                     row->short_name ? ", " : "", row->name, row->operand ? " " : "",
                     row->operand ? row->operand : "");
            printf("  %-26s %s\n", left, row->help);
        }
    }
    printf("  %-26s %s\n", "-h, --help", "this text");
}

/*
 * The row of argument `text`: "--name", "--name=value", "-n" or "-nvalue". *ret_value is the value
 * in it, or NULL.
 */
static const struct row *find_row(enum rg_command_bit command, const char *text,
                                  const char **ret_value)
{
    size_t length = strcspn(text, "=");
    for (size_t i = 0; i < ROWS; i++) {
        const struct row *row = &s_rows[i];
        bool is_long = strlen(row->name) == length && strncmp(row->name, text, length) == 0;
        bool is_short = row->short_name != NULL && text[1] != '-' &&
                        text[1] == row->short_name[1] && (row->value != FLAG || text[2] == '\0');
        if ((row->commands & command) && (is_long || is_short)) {
            *ret_value = is_long && text[length] == '=' ? text + length + 1
                         : is_short && text[2] != '\0'  ? text + 2
                                                        : NULL;
            return row;
        }
    }
    return NULL;
}

static int store(struct rg_options *options, const struct row *row, const char *value)
{
    void *field = (char *)options + row->field;
    if (row->value == TEXT) {
        *(const char **)field = value;
        return 0;
    }
    char *end;
    errno = 0;
    long number = strtol(value, &end, 10);
    if (errno != 0 || *end != '\0' || end == value || number < 1 || number > 1000000) {
        fprintf(stderr, "racegate: %s wants a number from 1 to 1000000, not '%s'\n", row->name,
                value);
        return -EINVAL;
    }
    *(long *)field = number;
    return 0;
}

static int parse_option(struct rg_options *options, enum rg_command_bit command, int argc,
                        char **argv, int *index)
{
    const char *value;
    const struct row *row = find_row(command, argv[*index], &value);
    if (row == NULL) {
        fprintf(stderr, "racegate: unknown option '%s'; see --help\n", argv[*index]);
        return -EINVAL;
    }
    if (row->value == FLAG) {
        if (value != NULL) {
            fprintf(stderr, "racegate: %s takes no value\n", row->name);
            return -EINVAL;
        }
        *(bool *)((char *)options + row->field) = true;
        return 0;
    }
    if (value == NULL) {
        if (*index + 1 >= argc) {
            fprintf(stderr, "racegate: %s wants a value: %s\n", row->name, row->operand);
            return -EINVAL;
        }
        value = argv[++*index];
    }
    return store(options, row, value);
}

int rg_options_parse(struct rg_options *options, struct rg_pool *pool, enum rg_command_bit command,
                     const char *usage, int argc, char **argv)
{
    memset(options, 0, sizeof(*options));
    options->pool = pool;
    for (int i = 0; i < argc; i++) {
        const char *argument = argv[i];
        if (strcmp(argument, "--") == 0) {
            options->has_program = true;
            for (i++; i < argc; i++) {
                *RG_PUSH(pool, options->arguments, options->argument_count) = argv[i];
            }
        } else if (strcmp(argument, "-h") == 0 || strcmp(argument, "--help") == 0) {
            print_help(command, usage);
            return -ECANCELED;
        } else if (argument[0] == '-' && argument[1] != '\0') {
            int error = parse_option(options, command, argc, argv, &i);
            if (error != 0) {
                return error;
            }
        } else {
            *RG_PUSH(pool, options->arguments, options->argument_count) = argv[i];
        }
    }
    *RG_PUSH(pool, options->arguments, options->argument_count) = NULL;
    options->argument_count--;
    return 0;
}
