/*
 * cmd/common.h - what every command that runs tests sets up first.
 */
#ifndef RG_CMD_COMMON_H
#define RG_CMD_COMMON_H

#include "cmd/options.h"
#include "exec/batch.h"
#include "setup/config.h"
#include "setup/settings.h"

struct rg_context {
    struct rg_pool *pool;
    struct rg_settings settings;
    struct rg_config *configs;
    size_t config_count;
};

/* Read the settings, and let them fill what the command line left open. The same. */
int rg_context_settings(struct rg_context *context, struct rg_pool *pool,
                        struct rg_options *options);
/* Read the settings and choose configurations. -EINVAL with a message on standard error. */
int rg_context_init(struct rg_context *context, struct rg_pool *pool, struct rg_options *options);
/* An empty result that knows where the sources lie. */
struct rg_result *rg_context_result(const struct rg_context *context,
                                    const struct rg_options *options);
/* An empty batch whose output folder exists. */
int rg_context_batch(const struct rg_context *context, struct rg_batch *batch,
                     const struct rg_options *options);
/* Keep the tests that options and settings want under `config`. */
int rg_context_filter(const struct rg_context *context, struct rg_tests *tests,
                      const struct rg_options *options, const struct rg_config *config);
unsigned rg_context_repeats(const struct rg_context *context, const struct rg_options *options);
/*
 * Leave only the part that --shard names. -EINVAL with a message: no such part, or no such record
 * of durations.
 */
int rg_context_shard(const struct rg_context *context, struct rg_batch *batch,
                     const struct rg_options *options);
/* After the batch ran: was it everything? Was it interrupted? */
void rg_context_note_run(const struct rg_context *context, struct rg_batch *batch,
                         const struct rg_options *options);

#endif
