/*
 * runtime/lost_owner.h - mutexes whose owner is no more (docs/adr/0016).
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_LOST_OWNER_H
#define LC_RUNTIME_LOST_OWNER_H

#include "runtime/thread.h"

/* The number of the thread that had the process-shared mutex which `self` waits for, and is gone
 * now; 0: it lives, or nobody can tell. */
uint32_t lc_lost_owner_locked(const struct lc_thread *self);

#endif
