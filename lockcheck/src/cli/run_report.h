/*
 * cli/run_report.h - the report at the end of `lockcheck run`, and what becomes of the traces.
 */
#ifndef LC_CLI_RUN_REPORT_H
#define LC_CLI_RUN_REPORT_H

#include "cli/run_settings.h"
#include "cli/trace_dir.h"

/*
 * Report the traces found in `dir`; keep them when there is something to look at again, and say
 * where. The exit status of the run: `program_status` unless findings fail it or the report does.
 */
int lc_run_report(const struct lc_run_settings *settings, const struct lc_trace_dir *dir,
                  int program_status);

#endif
