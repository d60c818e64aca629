/*
 * runtime/across.h - rings of waits through several processes, and owners that are gone.
 *
 * Why it is exact: each process publishes its waits (runtime/board.h), and a published thread
 * stands still until it takes its publication back, which changes its sequence number. A ring whose
 * members have the same numbers at two looks stood in between, all of it at once. Each member that
 * can says in its own trace that it sees the ring; the lowest process reports it then, once.
 *
 * Looked for by threads whose wait comes in parts (lc_wait_slice), between the parts.
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_ACROSS_H
#define LC_RUNTIME_ACROSS_H

#include <stdbool.h>

#include "runtime/thread.h"

/*
 * `self`, whose wait is published, looks. True: it is in a deadlock that was reported now, by us or
 * by another process of the ring.
 */
bool lc_across_look_locked(struct lc_thread *self);
/* Whether its last look saw a deadlock that another look is to confirm. Any time, by `self`. */
bool lc_across_is_near(const struct lc_thread *self);

#endif
