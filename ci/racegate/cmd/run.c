/*
 * racegate run: tests that are there, built by somebody else.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/files.h"
#include "cmd/command.h"
#include "cmd/common.h"
#include "cmd/finish.h"
#include "exec/batch.h"
#include "exec/canary.h"

static const char s_usage[] =
    "usage: racegate run [options] -- PROGRAM [ARGUMENT...]\n"
    "       racegate run [options] --build-dir DIR\n"
    "       racegate run [options]                       (the [test NAME] sections of "
    "racegate.ini)\n"
    "Runs one program, or every test of a build folder, under each configuration. The program "
    "must\n"
    "be built with -fsanitize=thread for tsan-gcc and tsan-clang; racegate ci builds it so "
    "itself.\n"
    "Exit status: 0 pass, 1 new finding, 2 usage, 3 inconclusive, 4 policy, 124 hang.\n";

static int find_tests(struct rg_tests *tests, const struct rg_context *context,
                      const struct rg_options *options, const char *config)
{
    struct rg_pool *pool = context->pool;
    if (options->has_program) {
        if (options->argument_count == 0) {
            fprintf(stderr, "racegate: there is no program after '--'\n");
            return -EINVAL;
        }
        struct rg_test *test = rg_tests_add(tests, pool, rg_path_base(options->arguments[0]));
        test->argv = options->arguments;
        return 0;
    }
    if (options->argument_count > 0) {
        fprintf(stderr, "racegate: '%s': put the program after '--'\n", options->arguments[0]);
        return -EINVAL;
    }
    if (options->tests_file == NULL && options->build_dir == NULL &&
        context->settings.path == NULL) {
        fprintf(stderr,
                "racegate: nothing to run: name a program after '--', or a --build-dir; there is "
                "no racegate.ini either\n");
        return -EINVAL;
    }
    if (options->tests_file != NULL) {
        return rg_tests_from_json(tests, pool, options->tests_file, NULL);
    }
    return options->build_dir != NULL ? rg_tests_from_ctest(tests, pool, options->build_dir)
                                      : rg_tests_from_settings(tests, pool, &context->settings,
                                                               config, options->build_dir);
}

static int fill(struct rg_batch *batch, const struct rg_context *context,
                struct rg_options *options)
{
    for (size_t i = 0; i < context->config_count; i++) {
        const struct rg_config *config = &context->configs[i];
        struct rg_tests *tests = rg_pool_alloc(context->pool, sizeof(*tests));
        int error = find_tests(tests, context, options, config->name);
        /* One program that was named is run, whatever tests the settings choose. */
        if (error == 0 && !options->has_program) {
            error = rg_context_filter(context, tests, options, config);
        }
        if (error != 0) {
            return error;
        }
        rg_batch_add(batch, config, tests, rg_context_repeats(context, options));
    }
    return 0;
}

int rg_cmd_run(struct rg_pool *pool, int argc, char **argv)
{
    struct rg_options options;
    struct rg_context context;
    int error = rg_options_parse(&options, pool, RG_CMD_RUN, s_usage, argc, argv);
    if (error != 0) {
        return error == -ECANCELED ? RG_STATUS_PASS : RG_STATUS_USAGE;
    }
    struct rg_batch batch;
    if (rg_context_init(&context, pool, &options) != 0 ||
        rg_context_batch(&context, &batch, &options) != 0 ||
        fill(&batch, &context, &options) != 0 ||
        rg_context_shard(&context, &batch, &options) != 0) {
        return RG_STATUS_USAGE;
    }
    if (options.build_dir != NULL) {
        rg_roots_add(&batch.result->roots, pool, rg_path_absolute(pool, options.build_dir));
    }
    batch.result->needs_canaries = !options.no_canary;
    if (!options.no_canary) {
        rg_canary_run(&batch, context.configs, context.config_count,
                      rg_settings_get(&context.settings, "racegate", "canary-flags"));
    }
    rg_batch_run(&batch);
    rg_context_note_run(&context, &batch, &options);
    return rg_finish(batch.result, &options, "text,result");
}
