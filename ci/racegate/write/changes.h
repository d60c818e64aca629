/*
 * write/changes.h - the lines that a change touched, so that a finding is shown where the reviewer
 * of that change looks.
 */
#ifndef RG_WRITE_CHANGES_H
#define RG_WRITE_CHANGES_H

#include <stdbool.h>

#include "base/pool.h"

struct rg_changes {
    struct rg_change {
        const char *path; /* relative to the repository's root */
        unsigned first, last;
    } * ranges;
    size_t range_count;
};

/* Read `git diff --unified=0 BASE` in `directory`. -EINVAL: git refused; it has said why. */
int rg_changes_read(struct rg_changes *changes, struct rg_pool *pool, const char *directory,
                    const char *base);
bool rg_changes_has(const struct rg_changes *changes, const char *path, unsigned line);

#endif
