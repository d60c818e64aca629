/*
 * racegate baseline create | update | prune: from the result of the last run.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "cmd/command.h"
#include "cmd/common.h"
#include "judge/baseline.h"
#include "judge/date.h"
#include "read/result.h"

static const char s_usage[] =
    "usage: racegate baseline create | update | prune [options]\n"
    "  create   a new file that accepts every finding of the last run\n"
    "  update   add what is new; keep every entry; --expires renews those over their date\n"
    "  prune    take out what the last full run did not see any more\n"
    "Exit status: 0 done, 2 usage, 3 there is no run to learn from.\n";

static int read_run(struct rg_result *result, const struct rg_options *options)
{
    const char *path = rg_path_join(result->pool, options->out_dir, "racegate-result.json");
    const char *why;
    if (rg_read_result(result, path, &why) != 0) {
        fprintf(stderr, "racegate: %s: %s; run racegate ci or racegate run first\n", path, why);
        return -ENOENT;
    }
    rg_result_settle(result);
    return 0;
}

static enum rg_status save(const struct rg_baseline *baseline, struct rg_pool *pool,
                           const char *path)
{
    int error = rg_baseline_write(baseline, pool, path);
    if (error != 0) {
        fprintf(stderr, "racegate: %s: %s\n", path, strerror(-error));
        return RG_STATUS_INCONCLUSIVE;
    }
    return RG_STATUS_PASS;
}

static enum rg_status create_or_update(struct rg_baseline *baseline, struct rg_result *result,
                                       const struct rg_options *options)
{
    const struct rg_baseline_entry terms = {
        .reason = options->reason == NULL ? "not judged yet" : options->reason,
        .owner = options->owner,
        .expires = options->expires,
    };
    struct rg_baseline_change change = rg_baseline_add_new(baseline, result, &terms);
    enum rg_status status = save(baseline, result->pool, options->baseline);
    if (status == RG_STATUS_PASS) {
        printf("racegate: %s: %zu added, %zu in all\n", options->baseline, change.added,
               baseline->count);
    }
    if (change.left > 0) {
        printf("racegate: %s: %zu over their date; --expires gives them a new one\n",
               options->baseline, change.left);
    }
    return status;
}

static enum rg_status prune(struct rg_baseline *baseline, struct rg_result *result,
                            const struct rg_options *options)
{
    if (!rg_result_is_whole(result) && !options->force) {
        fprintf(stderr, "racegate: the last run did not look at everything (a part of the "
                        "configurations, tests or shards, or something failed): what it did not "
                        "see may still be there. --force prunes all the same.\n");
        return RG_STATUS_INCONCLUSIVE;
    }
    size_t dropped = rg_baseline_prune(baseline);
    enum rg_status status = save(baseline, result->pool, options->baseline);
    if (status == RG_STATUS_PASS) {
        printf("racegate: %s: %zu taken out, %zu left\n", options->baseline, dropped,
               baseline->count);
    }
    return status;
}

int rg_cmd_baseline(struct rg_pool *pool, int argc, char **argv)
{
    struct rg_options options;
    struct rg_context context;
    int error = rg_options_parse(&options, pool, RG_CMD_BASELINE, s_usage, argc, argv);
    if (error != 0) {
        return error == -ECANCELED ? RG_STATUS_PASS : RG_STATUS_USAGE;
    }
    const char *verb = options.argument_count == 1 ? options.arguments[0] : "";
    bool creates = strcmp(verb, "create") == 0, prunes = strcmp(verb, "prune") == 0;
    if (!creates && !prunes && strcmp(verb, "update") != 0) {
        fprintf(stderr, "racegate: baseline wants one of create, update and prune\n");
        return RG_STATUS_USAGE;
    }
    if (options.expires != NULL && !rg_date_is_valid(options.expires)) {
        fprintf(stderr, "racegate: --expires wants a date like 2030-12-31, not '%s'\n",
                options.expires);
        return RG_STATUS_USAGE;
    }
    if (rg_context_settings(&context, pool, &options) != 0) {
        return RG_STATUS_USAGE;
    }
    if (options.baseline == NULL) {
        options.baseline = "racegate-baseline.txt";
    }
    struct rg_baseline baseline;
    const char *why = "";
    error = rg_baseline_read(&baseline, pool, options.baseline, &why);
    if (error != 0 && error != -ENOENT) {
        fprintf(stderr, "racegate: %s: %s\n", options.baseline, why);
        return RG_STATUS_USAGE;
    }
    if (creates && error == 0 && !options.force) {
        fprintf(stderr, "racegate: %s is there already; 'update' adds to it, --force replaces it\n",
                options.baseline);
        return RG_STATUS_USAGE;
    }
    if (creates) {
        baseline.count = 0;
    }
    struct rg_result *result = rg_context_result(&context, &options);
    if (read_run(result, &options) != 0) {
        return RG_STATUS_INCONCLUSIVE;
    }
    rg_baseline_apply(&baseline, result, options.baseline);
    return prunes ? prune(&baseline, result, &options)
                  : create_or_update(&baseline, result, &options);
}
