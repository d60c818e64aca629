/*
 * runtime/orphans.h - locks that nobody can release any more: in a fork's child those that the
 * parent's other threads held, and those that a thread held when it ended.
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_ORPHANS_H
#define LC_RUNTIME_ORPHANS_H

#include <stdbool.h>

#include "runtime/thread.h"

/* In the child, before it forgets the parent's threads: what all of them but `self` held. */
void lc_orphans_collect_locked(const struct lc_thread *self);
/* In a child that cannot tell what the parent was doing. */
void lc_orphans_forget_locked(void);
/* `self` ends with this lock held. */
void lc_orphans_leave_locked(struct lc_thread *self, const struct lc_held *entry);
/* `self`, whose wait is published, waits for such a lock: reports it. */
bool lc_orphans_find_locked(struct lc_thread *self);

#endif
