/*
 * runtime/once.h - initializers (pthread_once, call_once) that take locks, and who passes them.
 *
 * While an initializer runs, its thread holds the control: what it locks then comes after the
 * control. A thread that asks for the control with a lock held makes the opposite order, and we see
 * that when the initializer has yet to run, or runs. A call that finds all done waits for nobody
 * and asks for nothing; it shows an order only if nothing made sure that all was done by then. Why
 * that is never more than possible: docs/adr/0022-orders-through-once.md.
 *
 * Threads: called by the thread concerned, from outside the runtime; functions named _locked are
 *          under g_lc.cold.
 * Cost:    a control that is done: a load, until some initializer takes a lock; then a look into
 *          the thread's table of what it has seen.
 * Limits:  LC_ONCES_MAX controls; of each, LC_ONCE_THREADS_MAX threads that passed it: with more,
 *          nothing is said of it any more.
 */
#ifndef LC_RUNTIME_ONCE_H
#define LC_RUNTIME_ONCE_H

#include <stdbool.h>

#include "runtime/thread.h"

enum { LC_ONCES_MAX = 64, LC_ONCE_THREADS_MAX = 32 };

/* Whether initializers take locks. Written under cold, read by any (relaxed). */
extern _Atomic bool g_lc_onces_lock;

/* The thread asks for a lock while it runs the initializers among what it holds. */
void lc_once_locks_locked(struct lc_thread *self);
/* The thread has been through a call: it ran the initializer, or waited for it. */
void lc_once_passed(struct lc_thread *self, void *control, bool has_run);
/* A call, with this return address and depth, found all done. */
LC_COLD void lc_once_found_done(struct lc_thread *self, void *control, void *site, void *depth);

/* Forget all (a fork child). */
void lc_onces_reset_locked(void);

#endif
