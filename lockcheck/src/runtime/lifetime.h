/*
 * runtime/lifetime.h - when a lock begins and ends, so that an address is never mistaken for a
 * lock.
 *
 * Every lock that took part in a dependency is tracked until it is destroyed, initialised anew, or
 * its memory is given back. A page filter answers "is any tracked lock near?" with one load, so
 * that free() of anything else costs nothing to speak of.
 *
 * Threads: every function may be called by any thread, from outside the runtime.
 */
#ifndef LC_RUNTIME_LIFETIME_H
#define LC_RUNTIME_LIFETIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/atomics.h"
#include "base/compiler.h"
#include "trace/format.h"

enum {
    LC_STAMP_SLOTS = 4096, /* powers of two */
    LC_PAGE_SLOTS = 65536,
    LC_PAGE_SHIFT = 12,
};

/* Bumped when a tracked lock in the slot ends; written under cold, read by any (relaxed). */
extern _Atomic uint16_t g_lc_stamps[LC_STAMP_SLOTS];
/* How many tracked locks live on the pages of a slot; 255 sticks. Written under cold, read by any.
 */
extern _Atomic uint8_t g_lc_pages[LC_PAGE_SLOTS];
/* Tracked locks alive; written under cold, read by any. */
extern _Atomic uint32_t g_lc_tracked;

struct lc_thread;

/* Differs between lifetimes of tracked locks at one address. */
LC_HOT_INLINE uint16_t lc_lifetime_stamp(const void *lock)
{
    uintptr_t a = (uintptr_t)lock;
    return lc_load_relaxed(&g_lc_stamps[(a >> 3 ^ a >> 15) & (LC_STAMP_SLOTS - 1)]);
}

LC_HOT_INLINE bool lc_page_is_tracked(uintptr_t address)
{
    return lc_load_relaxed(&g_lc_pages[address >> LC_PAGE_SHIFT & (LC_PAGE_SLOTS - 1)]) != 0;
}

/* Whether a tracked lock may lie in the range. */
LC_HOT_INLINE bool lc_range_is_tracked(uintptr_t start, size_t bytes)
{
    uintptr_t last = (start + bytes - 1) >> LC_PAGE_SHIFT;
    uintptr_t first = start >> LC_PAGE_SHIFT;
    if (LC_UNLIKELY(last - first >= LC_PAGE_SLOTS)) {
        return lc_load_relaxed(&g_lc_tracked) != 0;
    }
    for (uintptr_t page = first; page <= last; page++) {
        if (LC_UNLIKELY(lc_page_is_tracked(page << LC_PAGE_SHIFT))) {
            return true;
        }
    }
    return false;
}

/* The lock at this address ends now. */
LC_COLD void lc_lifetime_end(struct lc_thread *self, void *lock, enum lc_gone_reason reason);
/* The same, when there may well be none. */
LC_HOT_INLINE void lc_lifetime_may_end(struct lc_thread *self, void *lock,
                                       enum lc_gone_reason reason)
{
    if (lc_page_is_tracked((uintptr_t)lock)) {
        lc_lifetime_end(self, lock, reason);
    }
}
/* The same for every lock in the range. */
LC_COLD void lc_lifetime_end_range(struct lc_thread *self, uintptr_t start, size_t bytes,
                                   enum lc_gone_reason reason);

#endif
