#include "cmd/finish.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "judge/baseline.h"
#include "judge/suppressions.h"
#include "judge/verdict.h"
#include "write/changes.h"
#include "write/writer.h"

static bool wants_color(const struct rg_options *options)
{
    if (options->color != NULL && strcmp(options->color, "auto") != 0) {
        return strcmp(options->color, "always") == 0;
    }
    const char *no_color = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0');
}

enum rg_status rg_finish_check(const struct rg_options *options)
{
    for (const char *p = options->format_list; p != NULL && *p != '\0';) {
        size_t length = strcspn(p, ",");
        if (rg_writer_find(p, length) == NULL) {
            fprintf(stderr, "racegate: unknown format '%.*s'; there are %s\n", (int)length, p,
                    rg_writer_names());
            return RG_STATUS_USAGE;
        }
        p += length + (p[length] == ',');
    }
    const char *color = options->color;
    if (color != NULL && strcmp(color, "auto") != 0 && strcmp(color, "always") != 0 &&
        strcmp(color, "never") != 0) {
        fprintf(stderr, "racegate: --color is auto, always or never, not '%s'\n", color);
        return RG_STATUS_USAGE;
    }
    return RG_STATUS_PASS;
}

/* To a temporary name first: an interrupted racegate leaves the old report or the new one. */
static int write_report(const struct rg_view *view, const char *directory,
                        const struct rg_writer *writer, struct rg_pool *pool)
{
    char *path = rg_path_join(pool, directory, writer->file);
    char *temporary = rg_pool_format(pool, "%s.part", path);
    FILE *out = fopen(temporary, "we");
    if (out == NULL) {
        return -errno;
    }
    errno = 0;
    writer->write(out, view);
    int error = 0;
    if (fflush(out) != 0 || ferror(out)) {
        error = errno == 0 ? -EIO : -errno;
    }
    if (fclose(out) != 0 && error == 0) {
        error = -errno;
    }
    if (error == 0 && rename(temporary, path) != 0) {
        error = -errno;
    }
    if (error != 0) {
        unlink(temporary);
    }
    return error;
}

static int write_reports(const struct rg_view *view, const struct rg_options *options,
                         const char *formats)
{
    const char *directory = options->out_dir == NULL ? "racegate-out" : options->out_dir;
    int error = formats == NULL ? 0 : rg_path_make(directory);
    for (const char *p = formats; error == 0 && p != NULL && *p != '\0';) {
        size_t length = strcspn(p, ",");
        error = write_report(view, directory, rg_writer_find(p, length), options->pool);
        p += length + (p[length] == ',');
    }
    if (error != 0) {
        fprintf(stderr, "racegate: cannot write the reports in %s: %s\n", directory,
                strerror(-error));
    }
    return error;
}

static const struct rg_changes *changes_of(struct rg_result *result,
                                           const struct rg_options *options, const char *root)
{
    if (options->diff_base == NULL) {
        return NULL;
    }
    struct rg_changes *changes = rg_pool_alloc(options->pool, sizeof(*changes));
    if (rg_changes_read(changes, options->pool, root, options->diff_base) != 0) {
        rg_result_trouble(result, "git does not tell what changed since %s", options->diff_base);
        return NULL;
    }
    return changes;
}

/* A baseline that cannot be read is no empty one: nothing would be known, or all of it new. */
static void apply_baseline(struct rg_result *result, const struct rg_options *options)
{
    struct rg_baseline baseline;
    const char *why = NULL;
    if (options->baseline == NULL) {
        return;
    }
    int error = rg_baseline_read(&baseline, result->pool, options->baseline, &why);
    if (error == 0) {
        rg_baseline_apply(&baseline, result, options->baseline);
    } else if (error != -ENOENT) {
        rg_result_trouble(result, "the baseline %s: %s", options->baseline, why);
    }
}

/* `runs`: some configuration of this run reads the file, so it can tell what is unused. */
static void judge_suppressions(struct rg_result *result, const char *path, bool runs)
{
    struct rg_lint lint = {.pool = result->pool, .path = path};
    if (path == NULL || !rg_path_exists(path)) {
        return;
    }
    int error = rg_lint_file(&lint);
    if (error != 0) {
        rg_result_trouble(result, "the suppressions %s: %s", path, strerror(-error));
    }
    if (rg_result_is_whole(result) && runs) {
        rg_lint_unused(&lint, result->used_suppressions, result->used_suppression_count);
    }
    for (size_t i = 0; i < lint.problem_count; i++) {
        rg_result_policy(result, "%s", lint.problems[i]);
    }
}

static bool has_config(const struct rg_result *result, const char *a, const char *b)
{
    for (size_t i = 0; i < result->job_count; i++) {
        const char *config = result->jobs[i].config;
        if (strncmp(config, a, strlen(a)) == 0 || strcmp(config, b) == 0) {
            return true;
        }
    }
    return false;
}

enum rg_status rg_finish(struct rg_result *result, const struct rg_options *options,
                         const char *default_formats)
{
    const char *root = options->source_root == NULL ? "." : options->source_root;
    rg_result_settle(result);
    apply_baseline(result, options);
    judge_suppressions(result, options->suppressions, has_config(result, "tsan", "lockcheck"));
    judge_suppressions(result, options->valgrind_suppressions,
                       has_config(result, "helgrind", "drd"));
    struct rg_view view = {
        .result = result,
        .source_root = rg_path_absolute(options->pool, root),
        .use_color = wants_color(options),
        .show_all = options->show_all,
        .changes = changes_of(result, options, root),
    };
    struct rg_verdict verdict = rg_verdict_make(result);
    view.verdict = &verdict;
    rg_write_text(stdout, &view);
    bool said = fflush(stdout) == 0 && !ferror(stdout);
    if (!said) {
        fprintf(stderr, "racegate: cannot write the summary: %s\n", strerror(errno));
    }
    view.use_color = false;
    /* On GitHub these lines become marks in the change under review. */
    if (getenv("GITHUB_ACTIONS") != NULL) {
        rg_write_annotations(stdout, &view);
    }
    int error = write_reports(
        &view, options, options->format_list == NULL ? default_formats : options->format_list);
    if (verdict.status == RG_STATUS_PASS && (error != 0 || !said)) {
        return RG_STATUS_INCONCLUSIVE;
    }
    return verdict.status;
}
