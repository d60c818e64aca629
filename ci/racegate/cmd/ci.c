/*
 * racegate ci: canaries, builds, runs, judges, writes reports. The one line of a CI job.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "cmd/command.h"
#include "cmd/common.h"
#include "cmd/finish.h"
#include "exec/build.h"
#include "exec/canary.h"

static const char s_usage[] =
    "usage: racegate ci [options]\n"
    "Plants canaries, builds the project once for each kind of instrumentation, runs its tests\n"
    "under each configuration, compares with the baseline and writes reports.\n"
    "Exit status: 0 pass, 1 new finding, 2 usage, 3 inconclusive, 4 policy, 124 hang.\n";

enum { TREES_MAX = 3 };

struct trees {
    struct rg_tree list[TREES_MAX];
    size_t count;
    enum rg_build_system system;
};

static const struct rg_tree *tree_for(struct trees *trees, const struct rg_batch *batch,
                                      const struct rg_context *context,
                                      const struct rg_config *config, const char *source)
{
    const char *name = rg_build_tree_name(config);
    for (size_t i = 0; i < trees->count; i++) {
        if (strcmp(trees->list[i].name, name) == 0) {
            return &trees->list[i];
        }
    }
    struct rg_tree *tree = &trees->list[trees->count++];
    rg_build_tree(tree, batch, &context->settings, config, source, trees->system);
    /* Sources that the build makes lie there. */
    rg_roots_add(&batch->result->roots, context->pool, tree->directory);
    return tree;
}

static void add_tests(struct rg_batch *batch, const struct rg_context *context,
                      const struct rg_options *options, const struct rg_config *config,
                      const struct rg_tree *tree, enum rg_build_system system)
{
    struct rg_tests *tests = rg_pool_alloc(context->pool, sizeof(*tests));
    struct rg_tree of_config = *tree;
    of_config.config = config;
    if (tree->failure != NULL) {
        rg_result_trouble(batch->result, "%s: %s", config->name, tree->failure);
    } else if (rg_build_tests(tests, context->pool, &context->settings, &of_config, system) != 0 ||
               rg_context_filter(context, tests, options, config) != 0) {
        rg_result_trouble(batch->result, "%s: its tests cannot be listed", config->name);
    } else {
        rg_batch_add(batch, config, tests, rg_context_repeats(context, options));
    }
}

/* Somebody starts here: what is to be done for there to be a test? */
static void explain_no_tests(struct rg_result *result, const struct rg_options *options,
                             enum rg_build_system system)
{
    static const char *const advice[] = {
        [RG_BUILD_NONE] = "there is neither a CMakeLists.txt nor a meson.build nor a Makefile, "
                          "and racegate.ini has no [test NAME]",
        [RG_BUILD_CMAKE] = "CMakeLists.txt has no test: enable_testing() and add_test() make them",
        [RG_BUILD_MESON] = "meson.build has no test()",
        [RG_BUILD_MAKE] = "racegate.ini has neither a test-command nor a [test NAME]",
        [RG_BUILD_COMMAND] = "the build made no CTest tests, and racegate.ini has neither a "
                             "test-command nor a [test NAME]",
    };
    if (options->filter != NULL) {
        rg_result_trouble(result, "no test has a name that --tests %s fits", options->filter);
    } else {
        rg_result_trouble(result, "%s; or include and exclude leave none", advice[system]);
    }
}

/* A tool that is missing is told by its canary; nothing is built for it. */
static void fill(struct rg_batch *batch, const struct rg_context *context,
                 const struct rg_options *options)
{
    const char *source = rg_path_absolute(context->pool, options->source_root);
    struct trees trees = {.system = rg_build_system_of(&context->settings, source)};
    for (size_t i = 0; i < context->config_count; i++) {
        const struct rg_config *config = &context->configs[i];
        if (config->missing != NULL) {
            rg_result_trouble(batch->result, "%s: %s", config->name, config->missing);
            continue;
        }
        const struct rg_tree *tree = tree_for(&trees, batch, context, config, source);
        add_tests(batch, context, options, config, tree, trees.system);
    }
    if (batch->entry_count == 0 && batch->result->trouble_count == 0) {
        explain_no_tests(batch->result, options, trees.system);
    }
}

int rg_cmd_ci(struct rg_pool *pool, int argc, char **argv)
{
    struct rg_options options;
    struct rg_context context;
    struct rg_batch batch;
    int error = rg_options_parse(&options, pool, RG_CMD_CI, s_usage, argc, argv);
    if (error != 0) {
        return error == -ECANCELED ? RG_STATUS_PASS : RG_STATUS_USAGE;
    }
    if (options.argument_count > 0) {
        fprintf(stderr, "racegate: ci takes no '%s'; racegate run runs single programs\n",
                options.arguments[0]);
        return RG_STATUS_USAGE;
    }
    if (rg_context_init(&context, pool, &options) != 0 ||
        rg_context_batch(&context, &batch, &options) != 0) {
        return RG_STATUS_USAGE;
    }
    batch.result->needs_canaries = true;
    if (!options.no_canary) {
        rg_canary_run(&batch, context.configs, context.config_count,
                      rg_settings_get(&context.settings, "racegate", "canary-flags"));
    }
    if (!rg_runner_was_interrupted()) {
        fill(&batch, &context, &options);
    }
    if (rg_context_shard(&context, &batch, &options) != 0) {
        return RG_STATUS_USAGE;
    }
    rg_batch_run(&batch);
    rg_context_note_run(&context, &batch, &options);
    return rg_finish(batch.result, &options, "text,sarif,junit,result");
}
