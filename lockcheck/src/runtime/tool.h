/*
 * runtime/tool.h - runs the command-line tool that lies beside the library.
 *
 * The child it makes sends no SIGCHLD and is not seen by the program's own wait calls; the
 * program's signal handlers do not run in it.
 *
 * Threads: under g_lc.cold, but for lc_tool_find.
 * Safety:  async-signal-safe.
 */
#ifndef LC_RUNTIME_TOOL_H
#define LC_RUNTIME_TOOL_H

/* Find the tool. From the constructor. */
void lc_tool_find(void);

/* In the child, before exec: make what the tool will need, and its arguments, ended by NULL. */
typedef const char *const *lc_tool_arguments_fn(void *context);

/* The tool's exit status, or -1: there is no tool, or it could not be run. */
int lc_tool_run_locked(lc_tool_arguments_fn *arguments, void *context);

#endif
