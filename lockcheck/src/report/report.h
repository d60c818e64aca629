/*
 * report/report.h - traces in, a report out: what the commands call.
 *
 * Threads: none inside; one report at a time.
 * Errors:  said on stderr in a line that starts with "lockcheck: "; the status is LC_EXIT_FAILURE.
 */
#ifndef LC_REPORT_REPORT_H
#define LC_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/env.h"
#include "base/options.h"

enum lc_report_format { LC_REPORT_TEXT, LC_REPORT_JSON };

/* A zeroed struct asks for the default: failing findings, as text, on stdout. */
struct lc_report_options {
    enum lc_report_format format;
    enum lc_color color;
    bool show_all;                   /* not only the findings that fail the run */
    bool untold_only;                /* as text: not what was printed while the process ran */
    bool interim;                    /* as text: the process itself asks, and may still run */
    bool quiet;                      /* as text: nothing at all when no finding is printed */
    const char *fail_on;             /* kinds and tiers that fail too; NULL: none */
    const char *const *suppressions; /* files */
    size_t suppression_count;
    const char *output; /* a file to write; NULL: `stream` */
    bool append;        /* to the end of `output`, not over it */
    FILE *stream;       /* NULL: stdout */
};

/* Where a trace comes from. */
struct lc_report_input {
    const char *path;  /* a file, or what to call the descriptor */
    int fd;            /* -1: open `path` */
    const char *shown; /* what the report calls the trace; NULL: `path` */
};

/*
 * Print one report of all traces. 0, LC_EXIT_FINDINGS when a finding fails the run, or
 * LC_EXIT_FAILURE. A trace that cannot be read is a failure, said after the others are reported.
 */
int lc_report_print(const struct lc_report_options *options, const struct lc_report_input *inputs,
                    size_t input_count);

#endif
