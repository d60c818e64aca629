/*
 * runtime/deadlock.h - finds rings of threads that wait for each other, now.
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_DEADLOCK_H
#define LC_RUNTIME_DEADLOCK_H

#include <stdbool.h>

#include "runtime/thread.h"
#include "trace/format.h"

/* Whether `self`, whose wait is published, is in a ring of published waits; reports it. */
bool lc_deadlock_find_locked(struct lc_thread *self);
/* Between two parts of some thread's wait: rings through locks of the program's own making. */
bool lc_deadlock_look_again_locked(void);
/* `self` asks for what it has itself: reports it. False: told before. */
bool lc_deadlock_self_locked(struct lc_thread *self, enum lc_finding_kind kind);

#endif
