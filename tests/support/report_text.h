/*
 * tests/support/report_text.h - the report of built traces, as a string.
 */
#ifndef TESTS_SUPPORT_REPORT_TEXT_H
#define TESTS_SUPPORT_REPORT_TEXT_H

#include "report/report.h"
#include "support/trace_builder.h"

/*
 * Report the traces through memfds named "trace-0", "trace-1" …; *ret_status as lc_report_print.
 * The caller frees the text. options->stream is replaced.
 */
char *report_text(const struct lc_report_options *options, const struct trace_builder *builders,
                  size_t builder_count, int *ret_status);

#endif
