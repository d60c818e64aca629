/*
 * runtime/orphans.h - locks that other threads held at a fork: in the child nobody can release
 * them.
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_ORPHANS_H
#define LC_RUNTIME_ORPHANS_H

#include <stdbool.h>

#include "runtime/thread.h"

/* In the child, before it forgets the parent's threads: what all of them but `self` held. */
void lc_orphans_collect_locked(const struct lc_thread *self);
/* `self`, whose wait is published, waits for such a lock: reports it. */
bool lc_orphans_find_locked(struct lc_thread *self);

#endif
