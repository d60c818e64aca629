/*
 * exec/build.h - instrumented trees of a project: CMake, Meson, Make, or a given command.
 *
 * plain, helgrind, drd and lockcheck share one tree; each TSan has its own. Make builds in its
 * source folder, so it gets a copy of it.
 */
#ifndef RG_EXEC_BUILD_H
#define RG_EXEC_BUILD_H

#include "exec/batch.h"

enum rg_build_system {
    RG_BUILD_NONE, /* somebody else has built it */
    RG_BUILD_CMAKE,
    RG_BUILD_MESON,
    RG_BUILD_MAKE, /* after ./configure, when there is one */
    RG_BUILD_COMMAND,
};

struct rg_tree {
    const struct rg_config *config; /* the first that uses it */
    const char *name;               /* "plain", "tsan-gcc", "tsan-clang" */
    const char *source;             /* absolute: what it is made from */
    const char *directory;          /* absolute: {build} */
    const char *failure;            /* one sentence; NULL: it was built */
};

/* What the settings say, else what lies in the source folder. */
enum rg_build_system rg_build_system_of(const struct rg_settings *settings, const char *source);
const char *rg_build_system_name(enum rg_build_system system);
/* The tree that `config` runs from. */
const char *rg_build_tree_name(const struct rg_config *config);
/*
 * Build the tree of `config` below like->out_dir/build. `source` is absolute. The settings'
 * "build-args" are passed on.
 */
void rg_build_tree(struct rg_tree *tree, const struct rg_batch *like,
                   const struct rg_settings *settings, const struct rg_config *config,
                   const char *source, enum rg_build_system system);
/* The tests of a tree. -EINVAL: a message is on standard error. */
int rg_build_tests(struct rg_tests *tests, struct rg_pool *pool, const struct rg_settings *settings,
                   const struct rg_tree *tree, enum rg_build_system system);

#endif
