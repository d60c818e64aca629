/*
 * cmd/options.h - the options of all commands: one table, from which --help is made too.
 */
#ifndef RG_CMD_OPTIONS_H
#define RG_CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

/* Which command an option belongs to; a set of bits. */
enum rg_command_bit {
    RG_CMD_CI = 1,
    RG_CMD_RUN = 2,
    RG_CMD_CHECK = 4,
    RG_CMD_REPORT = 8,
    RG_CMD_MERGE = 16,
    RG_CMD_BASELINE = 32,
    RG_CMD_CANARY = 64,
    RG_CMD_LINT = 128,
    RG_CMD_INIT = 256,
};

struct rg_options {
    struct rg_pool *pool;
    const char *config_list; /* "helgrind,lockcheck" */
    const char *config_file; /* racegate.ini */
    const char *build_dir;
    const char *tests_file; /* in the format of ctest --show-only=json-v1 */
    const char *out_dir;
    const char *format_list;
    const char *baseline;
    const char *suppressions, *valgrind_suppressions; /* of the settings */
    const char *source_root;
    const char *diff_base;
    const char *filter;                   /* regular expression on test names */
    const char *shard;                    /* "1/4" */
    const char *color;                    /* auto, always, never */
    const char *ci_kind;                  /* of init */
    const char *owner, *reason, *expires; /* of baseline entries */
    const char *durations;                /* result of an earlier run, for shards */
    long timeout_s, job_count, repeat;
    bool show_all, is_quiet, no_canary, force;
    char **arguments; /* what is left: files, or the program and its arguments; NULL-terminated */
    size_t argument_count;
    bool has_program; /* the arguments came after "--" */
};

/* 0; -EINVAL: a message is on stderr; -ECANCELED: help was asked for and printed. */
int rg_options_parse(struct rg_options *options, struct rg_pool *pool, enum rg_command_bit command,
                     const char *usage, int argc, char **argv);

#endif
