/*
 * judge/baseline.h - the findings that a project knows and has accepted, for a while.
 *
 * A text file with one entry for each finding, sorted, so that two branches merge:
 *
 *     [data-race 1f4279097ada0f4e]
 *     side = audit
 *     file = src/audit.c
 *     side = transfer
 *     file = src/bank.c
 *     object = total
 *     config = helgrind drd
 *     reason = the total is for display only
 *     owner = bank team
 *     expires = 2030-12-31
 *
 * An entry is compared by what it says, not by the number: what a tool leaves open fits here too.
 * With a "config" line it is about those configurations alone: the bug is new again when another
 * one sees it, and each of them must go on seeing it. So a tool's false alarm hides no true one.
 */
#ifndef RG_JUDGE_BASELINE_H
#define RG_JUDGE_BASELINE_H

#include "model/result.h"

struct rg_baseline_entry {
    struct rg_key key;
    const char *reason, *owner, *expires; /* NULL: not said */
    const char *configs;                  /* words with blanks between; NULL: all of them */
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
/*
 * Add an entry for each finding that is new, with the reason, owner and date of `terms`. One that
 * another configuration saw now gets its name into the entry it has; one whose entry is over gets a
 * new date, or is left as it is when `terms` has none.
 */
struct rg_baseline_change {
    size_t added; /* or renewed */
    size_t left;  /* over, and no new date */
};
struct rg_baseline_change rg_baseline_add_new(struct rg_baseline *baseline,
                                              const struct rg_result *result,
                                              const struct rg_baseline_entry *terms);
/* Drop what rg_baseline_apply() did not see. The number dropped. */
size_t rg_baseline_prune(struct rg_baseline *baseline);

#endif
