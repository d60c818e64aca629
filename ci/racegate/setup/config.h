/*
 * setup/config.h - the configurations: which detector, which compiler, where they are.
 */
#ifndef RG_SETUP_CONFIG_H
#define RG_SETUP_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "setup/settings.h"

enum rg_config_kind {
    RG_CONFIG_PLAIN,
    RG_CONFIG_TSAN_GCC,
    RG_CONFIG_TSAN_CLANG,
    RG_CONFIG_HELGRIND,
    RG_CONFIG_DRD,
    RG_CONFIG_LOCKCHECK,
    RG_CONFIG_COUNT
};

/* What a detector is able to see, and so must see in its canary. */
enum { RG_SEES_RACES = 1, RG_SEES_ORDER = 2 };

struct rg_config {
    enum rg_config_kind kind;
    const char *name;
    unsigned sees;
    const char *cc, *cxx;         /* compilers; NULL: not found */
    const char *cflags, *ldflags; /* of the project, for this configuration; never NULL */
    const char *tool;             /* valgrind or lockcheck; NULL for the others */
    const char *options;          /* more for the tool, from the settings; NULL: none */
    const char *suppressions;     /* file, absolute; NULL: none */
    const char *symbolizer;       /* for TSan; NULL: none found */
    const char *hook;             /* library with TSan's report hook; NULL: none, or of no use */
    const char *missing;          /* why it cannot be used; NULL: it can */
};

/* -1: no such configuration. */
int rg_config_from_name(const char *name, size_t length);
bool rg_config_is_tsan(enum rg_config_kind kind);

/*
 * The configurations of a list like "helgrind,lockcheck" (blanks count as commas; NULL: the
 * settings', else all). -EINVAL with a message when a name is unknown or there is none.
 */
int rg_config_list(struct rg_config **ret_configs, size_t *ret_count, struct rg_pool *pool,
                   const struct rg_settings *settings, const char *list);

#endif
