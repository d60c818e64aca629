/*
 * exec/shard.h - one part of a run, for a CI matrix.
 *
 * Every machine computes the same division from the same tests and the same recorded durations: the
 * longest first, each to the part that is least busy. What a kept test depends on runs in its part
 * too, even when another part has it.
 */
#ifndef RG_EXEC_SHARD_H
#define RG_EXEC_SHARD_H

#include "exec/batch.h"

/* "2/5" into numbers. -EINVAL: it is nothing like that. */
int rg_shard_parse(const char *text, unsigned *ret_index, unsigned *ret_count);
/* Drop the entries of other parts. `durations` (NULL: unknown) is an earlier run's result. */
void rg_shard_apply(struct rg_batch *batch, unsigned index, unsigned count,
                    const struct rg_result *durations);

#endif
