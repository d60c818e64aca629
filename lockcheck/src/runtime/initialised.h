/*
 * runtime/initialised.h - objects initialised by a call and not destroyed since.
 *
 * Initialising one again is undefined. In static memory it is certainly the same object; on a stack
 * it may be another one in the same place, and in the heap it counts only where the block is known
 * not to have been freed. Shared memory is left alone: to start anew is how a dead owner's locks
 * are repaired there.
 *
 * Threads: called from outside the runtime, but for _locked. Safe in any order: a table without a
 *          lock, in which objects of one slot take it from each other; the loser is not told of.
 */
#ifndef LC_RUNTIME_INITIALISED_H
#define LC_RUNTIME_INITIALISED_H

#include "runtime/thread.h"

/* The object, of this enum lc_lock_kind, is about to be initialised by the call of this stack. */
void lc_initialised_begin(struct lc_thread *self, void *object, unsigned kind, uint32_t stack);
/* It is destroyed. */
void lc_initialised_end(const void *object);
/* After fork, where all may begin anew, and when static memory was unmapped. */
void lc_initialised_forget(void);

#endif
