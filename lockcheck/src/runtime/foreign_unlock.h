/*
 * runtime/foreign_unlock.h - a lock that is given back by a thread which has not taken it.
 *
 * It stays on the list of the one that took it: what that thread asks for from then on would be
 * ordered after a lock that nobody holds. So the hold is struck off from outside, and its slot goes
 * when the owner comes by. Of several readers nobody can say whose hold it was: then the lists of
 * all are in doubt, and so is the lock.
 *
 * Cost:    none for a thread that finds what it unlocks on its own list.
 */
#ifndef LC_RUNTIME_FOREIGN_UNLOCK_H
#define LC_RUNTIME_FOREIGN_UNLOCK_H

#include "runtime/thread.h"

/* The thread, which does not have the lock, is about to give it back, and that works. From outside
 * the runtime. */
LC_COLD void lc_foreign_unlock(struct lc_thread *self, void *lock, unsigned kind);

/* The thread's own list is about to be used: what others struck off goes. False: nothing did. */
bool lc_foreign_unlock_sync(struct lc_thread *self);

/* Under cold. Whether who reads the lock is not known. */
bool lc_foreign_unlock_hides_readers_locked(const void *rwlock);

#endif
