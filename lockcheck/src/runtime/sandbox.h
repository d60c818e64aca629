/*
 * runtime/sandbox.h - the program enters a seccomp sandbox.
 *
 * Afterwards any system call may be its death. What recording needs is prepared before: storage of
 * the trace and memory. When that is used up, recording stops and is counted as incomplete. Threads
 * are not named any more, and reports go out without the tool.
 */
#ifndef LC_RUNTIME_SANDBOX_H
#define LC_RUNTIME_SANDBOX_H

#include "runtime/thread.h"

/* From outside the runtime, before the sandbox is there. */
void lc_sandbox_enter(struct lc_thread *self);

#endif
