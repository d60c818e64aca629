/*
 * runtime/far_holder.h - a long wait for a lock that a thread of another process has.
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_FAR_HOLDER_H
#define LC_RUNTIME_FAR_HOLDER_H

#include <stdbool.h>

#include "runtime/thread.h"

/*
 * `self` has waited for long, and its wait is published. If the lock names an owner in another
 * process: tell, with what that one waits for if it does. False: nothing is to be told here.
 */
bool lc_far_holder_tell_locked(struct lc_thread *self);

#endif
