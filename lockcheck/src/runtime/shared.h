/*
 * runtime/shared.h - locks in memory that several processes share: which memory, and where in it.
 *
 * Such a lock is (device, inode, offset) of its mapping, as for the kernel's shared futexes, plus
 * when the file was made: inodes are given out again (docs/adr/0015-locks-between-processes.md).
 *
 * Owns:    the objects seen so far.
 * Threads: functions named _locked are under g_lc.cold.
 * Cost:    a look into /proc/self/maps for a lock that is marked as shared, at first sight, unless
 *          the one before lies in the same mapping.
 */
#ifndef LC_RUNTIME_SHARED_H
#define LC_RUNTIME_SHARED_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/locks.h"

/* Grows when the program unmaps something; any thread. */
extern _Atomic uint32_t g_lc_unmaps;

/* If the lock says that it is shared, and lies in a shared mapping: fill in place, object, offset.
 */
void lc_shared_find_locked(struct lc_lock *lock);
/* Whether only processes that come from one another by fork can have the lock's memory. */
bool lc_shared_is_of_relatives_locked(const struct lc_lock *lock);
/* Write the OBJECT record unless it is there. */
void lc_shared_record_locked(uint32_t object);
/* Whether other processes may meet a lock of this one, and there is a trace in which they find it:
 * then what orders our threads matters to them. */
bool lc_shared_matters_locked(void);

/* Whether something stands where a shared lock is about to be initialised: memory fresh from the
 * kernel is all zero, and a lock that is shared is not. */
bool lc_shared_is_renewal(const void *lock, size_t bytes);
/* A lock that says that it is shared was initialised where something stood: if others knew a lock
 * there, that has ended. From outside the runtime. */
LC_COLD void lc_shared_renewed(struct lc_thread *self, void *lock, unsigned kind);

/*
 * In a fork child. The shared locks that the thread held over the fork are the parent's still; and
 * the trace starts anew.
 */
void lc_shared_fork_child(struct lc_thread *self);

#endif
