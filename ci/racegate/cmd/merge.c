/*
 * racegate merge: shards and machines, one verdict. A shard that is missing is something that was
 * not looked at.
 */
#include <errno.h>
#include <stdio.h>

#include "base/files.h"
#include "cmd/command.h"
#include "cmd/common.h"
#include "cmd/finish.h"
#include "read/result.h"

static const char s_usage[] =
    "usage: racegate merge [options] RESULT...\n"
    "Joins results (racegate-result.json, or folders that hold one) into one verdict and one set\n"
    "of reports. Exit status: that of the verdict.\n";

enum { SHARDS_MAX = 4096 };

struct shards {
    unsigned count; /* 0: the results are no shards */
    bool seen[SHARDS_MAX + 1];
    bool all_full;
};

static void note_shard(struct shards *shards, struct rg_result *result, const char *path)
{
    shards->all_full = shards->all_full && result->is_full_run;
    if (result->shard_count == 0) {
        return;
    }
    if (result->shard_count > SHARDS_MAX || result->shard > result->shard_count ||
        (shards->count != 0 && shards->count != result->shard_count)) {
        rg_result_trouble(result, "%s: shard %u of %u does not belong to the others", path,
                          result->shard, result->shard_count);
        return;
    }
    shards->count = result->shard_count;
    shards->seen[result->shard] = true;
}

static void judge_shards(const struct shards *shards, struct rg_result *result)
{
    bool is_whole = true;
    for (unsigned i = 1; i <= shards->count; i++) {
        if (!shards->seen[i]) {
            rg_result_trouble(result, "shard %u of %u is missing", i, shards->count);
            is_whole = false;
        }
    }
    result->is_full_run = shards->all_full && is_whole;
    result->shard = result->shard_count = 0;
}

int rg_cmd_merge(struct rg_pool *pool, int argc, char **argv)
{
    struct rg_options options;
    struct rg_context context;
    int error = rg_options_parse(&options, pool, RG_CMD_MERGE, s_usage, argc, argv);
    if (error != 0) {
        return error == -ECANCELED ? RG_STATUS_PASS : RG_STATUS_USAGE;
    }
    if (rg_context_settings(&context, pool, &options) != 0) {
        return RG_STATUS_USAGE;
    }
    if (options.argument_count == 0) {
        fprintf(stderr, "racegate: merge wants at least one result\n");
        return RG_STATUS_USAGE;
    }
    struct rg_result *result = rg_context_result(&context, &options);
    struct shards *shards = rg_pool_alloc(pool, sizeof(*shards));
    shards->all_full = true;
    for (size_t i = 0; i < options.argument_count; i++) {
        const char *path = options.arguments[i];
        if (rg_path_is_directory(path)) {
            path = rg_path_join(pool, path, "racegate-result.json");
        }
        const char *why;
        result->shard = result->shard_count = 0;
        if (rg_read_result(result, path, &why) != 0) {
            rg_result_trouble(result, "%s: %s", path, why);
            shards->all_full = false;
        } else {
            note_shard(shards, result, path);
        }
    }
    judge_shards(shards, result);
    return rg_finish(result, &options, "text,result");
}
