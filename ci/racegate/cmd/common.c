#include "cmd/common.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "cmd/finish.h"
#include "exec/runner.h"
#include "exec/shard.h"
#include "read/result.h"

static void fill_in(const char **option, const char *setting)
{
    if (*option == NULL) {
        *option = setting;
    }
}

int rg_context_settings(struct rg_context *context, struct rg_pool *pool,
                        struct rg_options *options)
{
    memset(context, 0, sizeof(*context));
    context->pool = pool;
    const struct rg_settings *settings = &context->settings;
    if (rg_settings_read(&context->settings, pool, options->config_file) != 0) {
        return -EINVAL;
    }
    fill_in(&options->out_dir, rg_settings_path(settings, pool, "output"));
    fill_in(&options->out_dir, "racegate-out");
    fill_in(&options->source_root, rg_settings_path(settings, pool, "source"));
    fill_in(&options->source_root, settings->directory);
    fill_in(&options->baseline, rg_settings_path(settings, pool, "baseline"));
    fill_in(&options->suppressions, rg_settings_path(settings, pool, "suppressions"));
    fill_in(&options->valgrind_suppressions,
            rg_settings_path(settings, pool, "valgrind-suppressions"));
    fill_in(&options->format_list, rg_settings_get(settings, "racegate", "formats"));
    return rg_finish_check(options) == RG_STATUS_PASS ? 0 : -EINVAL;
}

int rg_context_init(struct rg_context *context, struct rg_pool *pool, struct rg_options *options)
{
    if (rg_context_settings(context, pool, options) != 0) {
        return -EINVAL;
    }
    return rg_config_list(&context->configs, &context->config_count, pool, &context->settings,
                          options->config_list);
}

struct rg_result *rg_context_result(const struct rg_context *context,
                                    const struct rg_options *options)
{
    struct rg_result *result = rg_result_new(context->pool);
    rg_roots_add(&result->roots, context->pool,
                 rg_path_absolute(context->pool, options->source_root));
    return result;
}

int rg_context_batch(const struct rg_context *context, struct rg_batch *batch,
                     const struct rg_options *options)
{
    rg_runner_catch_signals();
    int error = rg_path_make(options->out_dir);
    if (error != 0) {
        fprintf(stderr, "racegate: cannot make %s: %s\n", options->out_dir, strerror(-error));
        return -EINVAL;
    }
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    long slots = options->job_count != 0
                     ? options->job_count
                     : rg_settings_number(&context->settings, "racegate", "jobs", processors);
    *batch = (struct rg_batch){
        .pool = context->pool,
        .result = rg_context_result(context, options),
        .out_dir = rg_path_absolute(context->pool, options->out_dir),
        .timeout_s = options->timeout_s != 0
                         ? options->timeout_s
                         : rg_settings_number(&context->settings, "racegate", "timeout", 0),
        .slots = slots < 1 ? 1 : (unsigned)slots,
        .is_quiet = options->is_quiet,
    };
    return 0;
}

int rg_context_filter(const struct rg_context *context, struct rg_tests *tests,
                      const struct rg_options *options, const struct rg_config *config)
{
    struct rg_pool *pool = context->pool;
    const char *include = options->filter != NULL
                              ? options->filter
                              : rg_settings_for(&context->settings, pool, config->name, "include");
    return rg_tests_filter(tests, pool, include,
                           rg_settings_for(&context->settings, pool, config->name, "exclude"));
}

unsigned rg_context_repeats(const struct rg_context *context, const struct rg_options *options)
{
    return (unsigned)(options->repeat != 0
                          ? options->repeat
                          : rg_settings_number(&context->settings, "racegate", "repeat", 1));
}

int rg_context_shard(const struct rg_context *context, struct rg_batch *batch,
                     const struct rg_options *options)
{
    unsigned index, count;
    if (options->shard == NULL) {
        return 0;
    }
    if (rg_shard_parse(options->shard, &index, &count) != 0) {
        fprintf(stderr, "racegate: --shard wants a part like 2/5, not '%s'\n", options->shard);
        return -EINVAL;
    }
    struct rg_result *durations = NULL;
    const char *why;
    if (options->durations != NULL) {
        durations = rg_result_new(context->pool);
        if (rg_read_result(durations, options->durations, &why) != 0) {
            fprintf(stderr, "racegate: --durations %s: %s\n", options->durations, why);
            return -EINVAL;
        }
    }
    rg_shard_apply(batch, index, count, durations);
    return 0;
}

void rg_context_note_run(const struct rg_context *context, struct rg_batch *batch,
                         const struct rg_options *options)
{
    struct rg_result *result = batch->result;
    if (rg_runner_was_interrupted()) {
        rg_result_trouble(result, "interrupted: what had not ended by then was not looked at");
    }
    for (size_t i = 0; batch->entry_count > 0 && i < context->config_count; i++) {
        bool has_job = false;
        for (size_t j = 0; j < batch->entry_count && !has_job; j++) {
            has_job = batch->entries[j].config == &context->configs[i];
        }
        if (!has_job) {
            rg_result_trouble(result, "%s: there was no test to run", context->configs[i].name);
        }
    }
    result->is_full_run =
        !rg_runner_was_interrupted() && options->filter == NULL && options->config_list == NULL;
}
