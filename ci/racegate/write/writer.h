/*
 * write/writer.h - the forms in which a result leaves racegate.
 *
 * A writer only reads: findings are settled and judged before. It writes to `out` and returns; the
 * caller looks at ferror(). Output does not depend on the order in which jobs ended.
 */
#ifndef RG_WRITE_WRITER_H
#define RG_WRITE_WRITER_H

#include <stdbool.h>
#include <stdio.h>

#include "judge/verdict.h"
#include "model/result.h"

struct rg_view {
    struct rg_result *result;
    const struct rg_verdict *verdict;
    const char *source_root; /* absolute; paths below it are written relative to it. May be NULL */
    bool use_color;
    bool show_all;                    /* suppressed, known and informing findings too */
    const struct rg_changes *changes; /* of --diff-base; NULL: none */
};

typedef void rg_write_fn(FILE *out, const struct rg_view *view);

rg_write_fn rg_write_text;
rg_write_fn rg_write_sarif;
rg_write_fn rg_write_junit;
rg_write_fn rg_write_html;
rg_write_fn rg_write_markdown;
rg_write_fn rg_write_gitlab;
rg_write_fn rg_write_result;      /* racegate's own, that `report` and `merge` read */
rg_write_fn rg_write_annotations; /* GitHub's ::error lines, for standard output */

struct rg_writer {
    const char *name; /* as --format takes it */
    const char *file; /* its name in the output folder */
    rg_write_fn *write;
};

/* NULL: no such format. */
const struct rg_writer *rg_writer_find(const char *name, size_t length);
/* "sarif, junit, ...": for messages. */
const char *rg_writer_names(void);

#endif
