/*
 * judge/suppressions.h - what is wrong with a suppression file, before anybody wonders why it does
 * not work.
 *
 * Two grammars: TSan's, which serves lockcheck too, and Valgrind's. Comments above an entry may
 * hold "expires: 2030-12-31", "reason: ..." and "owner: ...".
 */
#ifndef RG_JUDGE_SUPPRESSIONS_H
#define RG_JUDGE_SUPPRESSIONS_H

#include "base/pool.h"

struct rg_suppression {
    const char *text;    /* "race:transfer", or the name of a Valgrind entry */
    const char *expires; /* NULL: not said */
    const char *reason;
    unsigned line;
    const char *body; /* of a Valgrind entry: all its lines, for comparison */
};

struct rg_lint {
    struct rg_pool *pool;
    const char *path;
    struct rg_suppression *entries;
    size_t entry_count;
    const char **problems; /* "FILE:LINE: what is wrong" */
    size_t problem_count;
};

/*
 * Read and judge the file at lint->path. 0, or a negative errno of reading it. Valgrind's grammar
 * is told by its braces.
 */
int rg_lint_file(struct rg_lint *lint);
/* Add a problem for every entry that is not among the `used` ones. */
void rg_lint_unused(struct rg_lint *lint, const char *const *used, size_t used_count);
__attribute__((format(printf, 3, 4))) void rg_lint_problem(struct rg_lint *lint, unsigned line,
                                                           const char *format, ...);
/* One grammar each: `text` is the whole file and is changed. */
void rg_lint_tsan(struct rg_lint *lint, char *text);
void rg_lint_valgrind(struct rg_lint *lint, char *text);
/* Remember what a comment line says for the entry below it. */
void rg_lint_comment(struct rg_lint *lint, struct rg_suppression *next, const char *comment,
                     unsigned line);

#endif
