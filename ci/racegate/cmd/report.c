/*
 * racegate report: the last run's result in other forms; judged again, against today's baseline.
 */
#include <errno.h>
#include <stdio.h>

#include "base/files.h"
#include "cmd/command.h"
#include "cmd/common.h"
#include "cmd/finish.h"
#include "read/result.h"

static const char s_usage[] =
    "usage: racegate report [options] [RESULT]\n"
    "Writes the reports that --format names from the result of the last run in the output folder,\n"
    "or from the file RESULT. Exit status: that of the verdict.\n";

/* Of the folder that the reports go to, when there is one; else of the last run. */
static const char *last_result(const struct rg_context *context, const struct rg_options *options)
{
    struct rg_pool *pool = context->pool;
    const char *path = rg_path_join(pool, options->out_dir, "racegate-result.json");
    if (rg_path_exists(path)) {
        return path;
    }
    const char *run = rg_settings_path(&context->settings, pool, "output");
    return rg_path_join(pool, run == NULL ? "racegate-out" : run, "racegate-result.json");
}

int rg_cmd_report(struct rg_pool *pool, int argc, char **argv)
{
    struct rg_options options;
    struct rg_context context;
    int error = rg_options_parse(&options, pool, RG_CMD_REPORT, s_usage, argc, argv);
    if (error != 0) {
        return error == -ECANCELED ? RG_STATUS_PASS : RG_STATUS_USAGE;
    }
    if (rg_context_settings(&context, pool, &options) != 0) {
        return RG_STATUS_USAGE;
    }
    if (options.argument_count > 1) {
        fprintf(stderr, "racegate: report takes one result; racegate merge takes several\n");
        return RG_STATUS_USAGE;
    }
    const char *path =
        options.argument_count == 1 ? options.arguments[0] : last_result(&context, &options);
    struct rg_result *result = rg_context_result(&context, &options);
    const char *why;
    if (rg_read_result(result, path, &why) != 0) {
        fprintf(stderr, "racegate: %s: %s\n", path, why);
        return RG_STATUS_INCONCLUSIVE;
    }
    return rg_finish(result, &options, NULL);
}
