/*
 * racegate canary: are the detectors alive here?
 */
#include <errno.h>
#include <stdio.h>

#include "base/utf8.h"
#include "cmd/command.h"
#include "cmd/common.h"
#include "exec/canary.h"

static const char s_usage[] =
    "usage: racegate canary [options]\n"
    "Plants a race and a lock inversion, each under the configurations that are able to see it.\n"
    "Exit status: 0 all were seen, 2 usage, 3 one was not.\n";

int rg_cmd_canary(struct rg_pool *pool, int argc, char **argv)
{
    struct rg_options options;
    struct rg_context context;
    struct rg_batch batch;
    int error = rg_options_parse(&options, pool, RG_CMD_CANARY, s_usage, argc, argv);
    if (error != 0) {
        return error == -ECANCELED ? RG_STATUS_PASS : RG_STATUS_USAGE;
    }
    if (rg_context_init(&context, pool, &options) != 0 ||
        rg_context_batch(&context, &batch, &options) != 0) {
        return RG_STATUS_USAGE;
    }
    rg_canary_run(&batch, context.configs, context.config_count,
                  rg_settings_get(&context.settings, "racegate", "canary-flags"));
    enum rg_status status =
        batch.result->canary_count == 0 ? RG_STATUS_INCONCLUSIVE : RG_STATUS_PASS;
    for (size_t i = 0; i < batch.result->canary_count; i++) {
        const struct rg_canary *canary = &batch.result->canaries[i];
        printf("  %-12s %-10s %s", canary->config, canary->name,
               canary->was_seen ? "seen" : "NOT seen: ");
        rg_utf8_put(stdout, RG_ESCAPE_TERMINAL, canary->why, 300);
        fputs("\n", stdout);
        status = canary->was_seen ? status : RG_STATUS_INCONCLUSIVE;
    }
    if (batch.result->canary_count == 0) {
        puts("  nothing was planted: 'plain' watches for nothing");
    }
    return status;
}
