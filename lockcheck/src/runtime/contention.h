/*
 * runtime/contention.h - which locks threads waited for, where, and who had them meanwhile.
 *
 * A wait is measured by the thread that waits. Who gives back a lock that somebody waits for says
 * where it took it, and the waiter that gets it next counts its wait against that place. How long a
 * lock was held that nobody waited for is not known, unless profile=1 counts and times them all.
 *
 * Owns:    fixed tables of locks, and of places that used them.
 * Threads: any, from outside the runtime; the counters are shared and relaxed. Functions named
 *          _locked are under g_lc.cold.
 * Cost:    none where nobody waits. A look at the clock and a few additions at the end of a wait.
 * Limits:  LC_CONTENTION_LOCKS and LC_CONTENTION_PLACES; what comes later is not counted.
 */
#ifndef LC_RUNTIME_CONTENTION_H
#define LC_RUNTIME_CONTENTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "runtime/state.h"

enum { LC_CONTENTION_LOCKS = 1024, LC_CONTENTION_PLACES = 4096 };

/* The thread waited for the lock since then, by a call of this stack, and has it now. */
LC_COLD void lc_contention_waited(struct lc_thread *self, void *lock, unsigned kind, uint32_t stack,
                                  uint64_t since_ns);
/* The thread is about to give back a lock that others wait for. */
LC_COLD void lc_contention_gives(struct lc_thread *self, void *lock);

/* profile=1: it took a lock, in this slot; and it is about to give one back. */
LC_COLD void lc_profile_takes(struct lc_thread *self, uint32_t index);
LC_COLD void lc_profile_gives(struct lc_thread *self, void *lock);

LC_HOT_INLINE bool lc_profile_is_on(void)
{
    return LC_UNLIKELY(g_lc.options.profile);
}

/* The process ends: what was counted goes to the trace, and much contended locks are told. */
void lc_contention_tell_locked(void);
/* In a fork child: what was waited for in the parent is the parent's. */
void lc_contention_reset_locked(void);

#endif
