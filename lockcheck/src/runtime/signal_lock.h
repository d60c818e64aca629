/*
 * runtime/signal_lock.h - locks taken in signal handlers, and elsewhere while the signal can come.
 *
 * A handler that waits for a lock which the interrupted code holds waits for itself. What counts as
 * seen, and what is only possible: docs/adr/0021-locks-in-signal-handlers.md.
 *
 * A call site whose stack leads through a handler never becomes a trusted one (runtime/site.h), so
 * every lock taken in a handler comes by here. With the first one that could block, all sites start
 * over and stay checked: from then on every lock of the process comes by, and for those that
 * handlers take the thread's signal mask is looked at, once for each call stack and thread.
 *
 * Threads: called by the thread concerned, from outside the runtime; functions named _locked are
 *          under g_lc.cold.
 * Cost:    nothing before a handler takes a lock, but for a note when a call is new (of a thread
 *          that makes new ones all the time, now and then: runtime/site.c). Then a
 *          walk over the table below at each lock of the process.
 * Limits:  LC_SIGNAL_LOCKS_MAX locks; of each, a few handlers and a few places.
 */
#ifndef LC_RUNTIME_SIGNAL_LOCK_H
#define LC_RUNTIME_SIGNAL_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/thread.h"

enum { LC_SIGNAL_LOCKS_MAX = 64 };

/* A lock about to be taken by a call that is not a trusted one. */
struct lc_lock_call {
    void *lock;
    unsigned how; /* LC_HOW(kind, mode), and LC_HOW_TRY when it cannot wait */
    void *site;
    uint32_t stack;
};

#define LC_HOW(kind, mode) ((unsigned)(kind) | (unsigned)(mode) << 8)
#define LC_HOW_TRY         (1u << 16)

/* Whether handlers take locks in this process. Written under cold, read by any (relaxed). */
extern _Atomic bool g_lc_handlers_lock;

/* The call is new, and in no handler. */
void lc_signal_lock_remember(struct lc_thread *self, const struct lc_lock_call *call);
/* The call is made in a handler, or handlers take locks. Returns what the entry of the held lock
 * keeps besides: LC_HELD_WATCHED or 0. */
uint64_t lc_signal_lock_seen(struct lc_thread *self, const struct lc_lock_call *call,
                             bool in_handler);
/* A lock that was tried for, and got, is about to be forgotten by the thread: LC_HELD_WATCHED. */
void lc_signal_lock_was_held(struct lc_thread *self, const struct lc_held *entry);

/* Forget all (a fork child). */
void lc_signal_locks_reset_locked(void);

#endif
