/*
 * exec/batch.h - tests times configurations times repeats, run and read into one result.
 */
#ifndef RG_EXEC_BATCH_H
#define RG_EXEC_BATCH_H

#include "exec/runner.h"
#include "model/result.h"
#include "setup/config.h"
#include "setup/test.h"

struct rg_batch_entry {
    const struct rg_config *config;
    const struct rg_test *test;
    unsigned repeat;
    const char *log_dir;
    size_t *before; /* entries that must have ended first */
    size_t before_count;
    bool is_dropped; /* another shard runs it */
};

struct rg_batch {
    struct rg_pool *pool;
    struct rg_result *result;
    const char *out_dir; /* absolute */
    long timeout_s;      /* for every job; 0: by the test's own limit and the detector's slowness */
    unsigned slots;
    bool is_quiet;
    struct rg_batch_entry *entries;
    size_t entry_count;
};

/*
 * Add each test, `repeats` times. `tests` must outlive the batch. A configuration that is not there
 * adds jobs that did not run: it is never left out in silence.
 */
void rg_batch_add(struct rg_batch *batch, const struct rg_config *config,
                  const struct rg_tests *tests, unsigned repeats);
/* Run all, read their logs; the jobs are in batch->result then. */
void rg_batch_run(struct rg_batch *batch);

#endif
