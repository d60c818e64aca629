/*
 * runtime/reporter.h - has the trace explained: by the tool beside the library, or in bare words.
 *
 * Threads: under g_lc.cold.
 * Safety:  async-signal-safe; the child it makes sends no SIGCHLD and is not seen by the program's
 *          own wait calls.
 */
#ifndef LC_RUNTIME_REPORTER_H
#define LC_RUNTIME_REPORTER_H

#include <stdint.h>

#include "trace/format.h"

/* Report what the trace holds now. 0: nothing that fails the run; else it fails. */
int lc_reporter_run_locked(void);

/* Print the newest finding, and deadlocks not told yet, while the process goes on. They are marked
 * as told; the last report leaves them out. */
void lc_reporter_tell_now_locked(void);

/*
 * The addresses of another thread's stack now, by the tool. Returns how many; 0: there is no tool,
 * or it may not look.
 */
uint32_t lc_reporter_stack_of_locked(uint32_t tid, uintptr_t *ret_addresses, uint32_t max);

/* Without the tool: module+offset lines, of all that was not told yet. Whether something fails the
 * run. */
int lc_reporter_plain_locked(int fd);
/* The same of one finding, while the process goes on. */
void lc_reporter_plain_one_locked(int fd, const struct lc_trace_finding *finding);

#endif
