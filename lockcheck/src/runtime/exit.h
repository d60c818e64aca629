/*
 * runtime/exit.h - the end of the process: close the trace, tell what was found, choose the status.
 *
 * Safety: async-signal-safe but for fflush in lc_exit_finish, which runs only where exit() would.
 */
#ifndef LC_RUNTIME_EXIT_H
#define LC_RUNTIME_EXIT_H

#include "trace/format.h"

/*
 * The process ends, or this image of it: note how in the trace and, when this process is to report
 * for itself, report. Returns the exit status to end with: `status`, or exitcode= when unsuppressed
 * findings fail the run. Does nothing and returns `status` in a vfork child, and after the first
 * time.
 */
int lc_exit_report(enum lc_trace_state state, int status);

/* A signal is about to end the process. Async-signal-safe. */
void lc_exit_last_words(int signal);

/* An exec did not happen: the process goes on. */
void lc_exit_resume(void);

/* A deadlock was found and is in the trace: tell it now, or end the process, as on_deadlock= says.
 */
void lc_exit_on_deadlock(void);

/* Under cold. halt_on_error=1: report and end the process now. */
void lc_exit_on_failing_finding_locked(void);

/*
 * The newest finding is in the trace, and what the program does next may never return: when this
 * process reports for itself, tell it now.
 */
struct lc_thread;
void lc_exit_tell_now(struct lc_thread *self);

#endif
