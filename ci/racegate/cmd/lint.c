/*
 * racegate lint-suppressions: what is wrong with the suppression files.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "cmd/command.h"
#include "cmd/common.h"
#include "judge/suppressions.h"
#include "read/result.h"

static const char s_usage[] =
    "usage: racegate lint-suppressions [options] [FILE...]\n"
    "Judges the given files, or those that racegate.ini names: blanks after the colon, "
    "duplicates,\n"
    "patterns that are too broad, dates that are over, unknown types, and what matched nothing in\n"
    "the last full run, when its result is in the output folder.\n"
    "Exit status: 0 nothing to say, 2 usage, 3 a file cannot be read, 4 something must be "
    "mended.\n";

static enum rg_status lint_file(struct rg_pool *pool, const char *path,
                                const struct rg_result *last_run)
{
    struct rg_lint lint = {.pool = pool, .path = path};
    int error = rg_lint_file(&lint);
    if (error != 0) {
        fprintf(stderr, "racegate: %s: %s\n", path, strerror(-error));
        return RG_STATUS_INCONCLUSIVE;
    }
    if (last_run != NULL && rg_result_is_whole(last_run)) {
        rg_lint_unused(&lint, last_run->used_suppressions, last_run->used_suppression_count);
    }
    for (size_t i = 0; i < lint.problem_count; i++) {
        puts(lint.problems[i]);
    }
    return lint.problem_count == 0 ? RG_STATUS_PASS : RG_STATUS_POLICY;
}

static const struct rg_result *read_last_run(struct rg_pool *pool, const char *out_dir)
{
    const char *path = rg_path_join(pool, out_dir, "racegate-result.json");
    const char *why;
    struct rg_result *result = rg_result_new(pool);
    return rg_path_exists(path) && rg_read_result(result, path, &why) == 0 ? result : NULL;
}

int rg_cmd_lint_suppressions(struct rg_pool *pool, int argc, char **argv)
{
    struct rg_options options;
    struct rg_context context;
    int error = rg_options_parse(&options, pool, RG_CMD_LINT, s_usage, argc, argv);
    if (error != 0) {
        return error == -ECANCELED ? RG_STATUS_PASS : RG_STATUS_USAGE;
    }
    if (rg_context_settings(&context, pool, &options) != 0) {
        return RG_STATUS_USAGE;
    }
    const char **files = NULL;
    size_t file_count = 0;
    for (size_t i = 0; i < options.argument_count; i++) {
        *RG_PUSH(pool, files, file_count) = options.arguments[i];
    }
    const char *const own[] = {options.suppressions, options.valgrind_suppressions};
    for (size_t i = 0; options.argument_count == 0 && i < 2; i++) {
        if (own[i] != NULL) {
            *RG_PUSH(pool, files, file_count) = own[i];
        }
    }
    if (file_count == 0) {
        fprintf(stderr, "racegate: no file is given, and racegate.ini names none\n");
        return RG_STATUS_USAGE;
    }
    const struct rg_result *last_run = read_last_run(pool, options.out_dir);
    enum rg_status worst = RG_STATUS_PASS;
    for (size_t i = 0; i < file_count; i++) {
        enum rg_status status = lint_file(pool, files[i], last_run);
        /* A file that nobody could read is worse than one with a mistake. */
        if (worst != RG_STATUS_INCONCLUSIVE && status != RG_STATUS_PASS) {
            worst = status;
        }
    }
    return worst;
}
