/*
 * runtime/place.h - where a lock lives, and whether its address can be trusted to mean one lock.
 *
 * A lock on a thread's stack may be one of many that come and go at the same address unseen. It is
 * taken for one lock only while the threads that touch it are the stack's owner and threads that
 * the owner, or one of those, created when the lock's frame was already there.
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_PLACE_H
#define LC_RUNTIME_PLACE_H

#include "runtime/locks.h"

/* Fill in place, flags and what belongs to the place. */
void lc_place_find_locked(struct lc_thread *self, struct lc_lock *lock);
/* The kind is known now: fill in what its memory says about it. */
void lc_place_learn_kind_locked(struct lc_lock *lock);
/* `toucher` holds the lock or asks for it. */
void lc_place_touched_locked(struct lc_lock *lock, const struct lc_thread *toucher);

#endif
