/*
 * runtime/trace_file.h - makes this process's trace where the options say.
 */
#ifndef LC_RUNTIME_TRACE_FILE_H
#define LC_RUNTIME_TRACE_FILE_H

/* Under g_lc.cold. On failure the trace is kept in memory, or not at all, and stderr says so. */
void lc_trace_file_start_locked(void);
/* Under cold. Its path; "": it is in memory. */
const char *lc_trace_file_path_locked(void);

#endif
