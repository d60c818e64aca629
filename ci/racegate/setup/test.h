/*
 * setup/test.h - the tests of a project: what to run and how to tell that it went well.
 */
#ifndef RG_SETUP_TEST_H
#define RG_SETUP_TEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "setup/settings.h"

struct rg_test {
    const char *name;
    char **argv;              /* NULL: the build did not make its program */
    const char *directory;    /* NULL: the current one */
    const char *build_dir;    /* NULL: not known, and then neither is source_dir */
    const char *source_dir;   /* what build_dir was made from, perhaps as a copy */
    const char **environment; /* "NAME=value" */
    size_t environment_count;
    long timeout_s;  /* the project's own limit, for a plain run; 0: none */
    int skip_status; /* -1: none */
    int good_status;
    bool will_fail; /* any other status but good_status is right */
    bool is_disabled, is_alone;
    unsigned slots;
    const char **pass_patterns, **fail_patterns, **skip_patterns; /* of its output */
    size_t pass_count, fail_count, skip_count;
    const char **locks, **depends;
    size_t lock_count, depend_count;
    const char **fixtures_needed, **fixtures_made, **fixtures_cleaned;
    size_t needed_count, made_count, cleaned_count;
};

struct rg_tests {
    struct rg_test *rows;
    size_t count;
};

struct rg_test *rg_tests_add(struct rg_tests *tests, struct rg_pool *pool, const char *name);
/*
 * Every test that `ctest --show-only=json-v1` lists in `build_dir`. -EINVAL with a message on
 * standard error when ctest cannot be asked.
 */
int rg_tests_from_ctest(struct rg_tests *tests, struct rg_pool *pool, const char *build_dir);
/* The same from a file of that format. */
int rg_tests_from_json(struct rg_tests *tests, struct rg_pool *pool, const char *path,
                       const char *directory);
/* Every test that meson knows in `build_dir`. The same. */
int rg_tests_from_meson(struct rg_tests *tests, struct rg_pool *pool, const char *build_dir);
/*
 * The [test NAME] sections. "{build}" in a command is the configuration's build folder and
 * "{config}" its name.
 */
int rg_tests_from_settings(struct rg_tests *tests, struct rg_pool *pool,
                           const struct rg_settings *settings, const char *config,
                           const char *build_dir);
/*
 * Drop the tests that `include` (NULL: all) does not match or `exclude` matches; regular
 * expressions. What a kept test needs (fixtures, DEPENDS) stays. Of tests of one name
 * all but the first get a number. -EINVAL: a bad expression.
 */
int rg_tests_filter(struct rg_tests *tests, struct rg_pool *pool, const char *include,
                    const char *exclude);
/* Put the indexes of the tests that must have ended before tests->rows[index] into a pool array. */
size_t *rg_tests_before(const struct rg_tests *tests, size_t index, struct rg_pool *pool,
                        size_t *ret_count);

#endif
