/*
 * judge/baseline.h - the findings that a project knows and has accepted, for a while.
 *
 * A text file with one entry for each finding, sorted, so that two branches merge:
 *
 *     [data-race 1f4279097ada0f4e]
 *     side = audit
 *     side = transfer
 *     object = total
 *     reason = the total is for display only
 *     owner = bank team
 *     expires = 2030-12-31
 *
 * An entry is compared by what it says, not by the number: what a tool leaves open fits here too.
 */
#ifndef RG_JUDGE_BASELINE_H
#define RG_JUDGE_BASELINE_H

#include "model/result.h"

struct rg_baseline_entry {
    struct rg_key key;
    const char *reason, *owner, *expires; /* NULL: not said */
    unsigned line;
    bool was_seen; /* set by rg_baseline_apply() */
};

struct rg_baseline {
    struct rg_baseline_entry *entries;
    size_t count;
};

/*
 * 0; -ENOENT: there is no such file, the baseline is empty; -EINVAL: malformed, *ret_why says
 * where. Strings are in `pool`.
 */
int rg_baseline_read(struct rg_baseline *baseline, struct rg_pool *pool, const char *path,
                     const char **ret_why);
/* Sorted. 0 or a negative errno; the old file stays whole until the new one is. */
int rg_baseline_write(const struct rg_baseline *baseline, struct rg_pool *pool, const char *path);
/*
 * Findings that an entry fits become known. Entries that are over their date cover nothing; those,
 * and after a full run the ones nobody saw again, become policies of the result.
 */
void rg_baseline_apply(struct rg_baseline *baseline, struct rg_result *result, const char *path);
/* Add an entry for each finding that is new. The number added. */
size_t rg_baseline_add_new(struct rg_baseline *baseline, const struct rg_result *result,
                           const char *reason, const char *owner, const char *expires);
/* Drop what rg_baseline_apply() did not see. The number dropped. */
size_t rg_baseline_prune(struct rg_baseline *baseline);

#endif
