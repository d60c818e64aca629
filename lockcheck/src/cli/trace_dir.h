/*
 * cli/trace_dir.h - the directory that takes the traces of one run.
 *
 * Owns:    a private directory under $TMPDIR, or one that the user named and that always stays.
 */
#ifndef LC_CLI_TRACE_DIR_H
#define LC_CLI_TRACE_DIR_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct lc_trace_dir {
    char path[PATH_MAX];
    bool named_by_user;
    char **traces; /* paths, after lc_trace_dir_scan() */
    size_t trace_count;
};

/* `wanted` NULL: a new private one. Else that one, made when absent, and without traces of old. 0,
 * or -errno after a line on stderr. */
int lc_trace_dir_init(struct lc_trace_dir *dir, const char *wanted);
/* Frees what the struct owns; the directory stays. */
void lc_trace_dir_fini(struct lc_trace_dir *dir);

/* Find the traces that are there now. 0 or -errno. */
int lc_trace_dir_scan(struct lc_trace_dir *dir);
/* 0, or -errno: why the directory can take no more traces now. */
int lc_trace_dir_try(const struct lc_trace_dir *dir);
/* Whether the traces last found, if any, are all of processes killed before they wrote anything. */
bool lc_trace_dir_is_blank(const struct lc_trace_dir *dir);
/* Processes of the run that are still alive; of the traces last found. */
size_t lc_trace_dir_count_alive(const struct lc_trace_dir *dir);
/* Remove the traces last found and the directory; what else is in it keeps it there. */
void lc_trace_dir_remove(const struct lc_trace_dir *dir);

/* Traces are sparse files with room to grow: cut those of ended processes to what is in them. */
void lc_trace_dir_trim(const struct lc_trace_dir *dir);

#endif
