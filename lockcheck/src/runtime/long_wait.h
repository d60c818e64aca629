/*
 * runtime/long_wait.h - a wait that lasts, in no ring: who has what it is for?
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_LONG_WAIT_H
#define LC_RUNTIME_LONG_WAIT_H

#include <stdbool.h>

#include "runtime/thread.h"

/* `self` has waited for long: who has what it waits for, and where is that one now? False: told
 * before. */
bool lc_long_wait_tell_locked(struct lc_thread *self);

#endif
