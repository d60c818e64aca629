/*
 * runtime/barrier.h - who meets at which barrier: phases order their threads.
 *
 * What each thread of a phase did before it comes before what any of them does after it. We see
 * threads come before the barrier does, and go after it. While a thread of another phase comes
 * before the first of this one goes, nobody can tell who met whom: then the barrier is called
 * crowded, and from then on it orders nothing and blocks nobody.
 *
 * Threads: functions named _locked are under g_lc.cold; the others are called from outside the
 *          runtime.
 * Limits:  barriers whose initialisation was not seen, or that processes share, are not followed.
 */
#ifndef LC_RUNTIME_BARRIER_H
#define LC_RUNTIME_BARRIER_H

#include <stdbool.h>

#include "runtime/thread.h"

/* A barrier for `count` threads begins at the address. 0: one not to be followed. */
void lc_barrier_begin(struct lc_thread *self, void *barrier, unsigned count);
void lc_barrier_end(struct lc_thread *self, void *barrier);

/*
 * The barrier is about to be destroyed or initialised, by the call of this stack. When a thread
 * waits at it for others to come: tell.
 */
bool lc_barrier_tell_if_awaited(struct lc_thread *self, void *barrier, uint32_t stack);

/* Around the real wait. The first publishes it, and may report a deadlock and end the process. */
void lc_barrier_arrive(struct lc_thread *self, void *barrier, uint32_t stack);
void lc_barrier_leave(struct lc_thread *self, void *barrier);

/* Whether the thread waits there for others to come. */
bool lc_barrier_keeps_locked(const void *barrier, lc_thread_id thread);

void lc_barriers_reset_locked(void);

#endif
