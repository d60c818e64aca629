/*
 * runtime/child_wait.h - waits for a child process, where other processes can read them.
 *
 * The child may want what the waiting thread holds. Only processes that share locks can be in such
 * a ring, and only the child sees it: the wait itself is made as the program asked for it.
 *
 * Threads: called by the waiting thread, from outside the runtime. errno stays.
 */
#ifndef LC_RUNTIME_CHILD_WAIT_H
#define LC_RUNTIME_CHILD_WAIT_H

#include <stdbool.h>

#include "base/compiler.h"
#include "runtime/thread.h"

/* Before a wait for this child (0: for any) to end, without a deadline. Whether it has to be ended.
 */
LC_COLD bool lc_child_wait_begin(struct lc_thread *self, uint32_t pid, void *site, void *depth);
LC_COLD void lc_child_wait_end(struct lc_thread *self);

#endif
