/*
 * cli/trace_inputs.h - the traces that a command line names: files, directories of them, `-`, fds.
 *
 * Owns:    copies of the names.
 */
#ifndef LC_CLI_TRACE_INPUTS_H
#define LC_CLI_TRACE_INPUTS_H

#include "report/report.h"

struct lc_trace_inputs {
    struct lc_report_input *items;
    size_t count;
};

/* A zeroed struct is an empty list. */
void lc_trace_inputs_fini(struct lc_trace_inputs *inputs);

/* `word`: a file; a directory, for the traces in it; `-`, for standard input. 0, or -errno after a
 * line on stderr that starts with `command`. */
int lc_trace_inputs_add(struct lc_trace_inputs *inputs, const char *command, const char *word);
/* `word` is the number of an open descriptor. As above. */
int lc_trace_inputs_add_fd(struct lc_trace_inputs *inputs, const char *command, const char *word);

#endif
