/*
 * runtime/board.h - what our threads wait for and hold, where other processes can read it.
 *
 * A published wait is written into the trace as well, once the process shares a lock; the trace is
 * a file that others may read. As long as it stands there the thread runs none of the program's
 * code, so what it says stays true (runtime/wait.h).
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_BOARD_H
#define LC_RUNTIME_BOARD_H

#include "runtime/locks.h"
#include "runtime/thread.h"

/* The address of what stands for the end of a child among the locks: no object can lie there. */
static inline void *lc_board_end_of_child(uint32_t pid)
{
    return (void *)(uintptr_t)(UINT64_C(1) << 63 | pid);
}

/* `self` begins to wait for self->wait. */
void lc_board_put_locked(struct lc_thread *self);
/* Its wait is over. */
void lc_board_clear_locked(struct lc_thread *self);
/* Whether the wait of `self` stands there now. */
bool lc_board_has_locked(const struct lc_thread *self);

/* The semaphore, which processes share, is no lock. */
void lc_board_no_lock_locked(const struct lc_lock *sem);

#endif
