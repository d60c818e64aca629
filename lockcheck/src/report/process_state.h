/*
 * report/process_state.h - how did the process of a trace end, or has it not?
 */
#ifndef LC_REPORT_PROCESS_STATE_H
#define LC_REPORT_PROCESS_STATE_H

#include "report/model.h"

/*
 * A trace that says nothing of an end is of a process that still runs, or was killed: /proc
 * decides, and a later process with the same pid is not mistaken for it.
 */
enum lc_process_state lc_process_state_now(const struct lc_trace_header *header);

/* One word, as in the JSON report: "running", "exited" … */
const char *lc_process_state_name(enum lc_process_state state);

#endif
