/*
 * runtime/cond.h - who waits on which condition, with which mutex.
 *
 * Every waiting thread says so in its own block. To find two mutexes on one condition without
 * looking at all threads at every wait, a small table remembers the mutex last used with each
 * condition: only a change of it makes anybody look.
 *
 * Threads: called by the thread concerned, from outside the runtime.
 * Cost:    some stores and a fence at a wait; a load at a signal that nobody waits for.
 */
#ifndef LC_RUNTIME_COND_H
#define LC_RUNTIME_COND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "runtime/thread.h"

/* Before the real wait, the mutex still held. `stack` is that of the call. */
void lc_cond_wait_begin(struct lc_thread *self, void *cond, void *mutex, uint32_t stack);
/* After it. */
void lc_cond_wait_end(struct lc_thread *self);
/*
 * In between, when the mutex is one that processes share and other locks stay held: whoever
 * signals, the thread needs the mutex back, and other processes read that.
 */
LC_COLD void lc_cond_tell_begin(struct lc_thread *self);
LC_COLD void lc_cond_tell_end(struct lc_thread *self);
/*
 * The condition is about to be destroyed or initialised, by the call of this stack. When a thread
 * certainly waits on it: tell.
 */
bool lc_cond_tell_if_awaited(struct lc_thread *self, void *cond, uint32_t stack);
/*
 * Somebody waits on the condition, and this call signals it: inform when it does so without the
 * mutex.
 */
void lc_cond_signal_check(void *cond, void *site, void *depth);
/* Before the real signal or broadcast, which wakes so many of those that wait. Async-signal-safe.
 */
void lc_cond_signalled(const void *cond, uint32_t wakes, uint32_t waiters);
/* Nobody waits on it. */
void lc_cond_owes_nobody(const void *cond);
/* Whether somebody was signalled and may not have noticed yet: about, it may be wrong either way.
 */
bool lc_cond_is_owed(const void *cond);

#endif
