#include "runtime/lifetime.h"

#include "runtime/locks.h"
#include "runtime/state.h"

_Atomic uint16_t g_lc_stamps[LC_STAMP_SLOTS];
_Atomic uint8_t g_lc_pages[LC_PAGE_SLOTS];
_Atomic uint32_t g_lc_tracked;

void lc_lifetime_end(struct lc_thread *self, void *address, enum lc_gone_reason reason)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    struct lc_lock *lock = lc_lock_find_locked((uintptr_t)address);
    if (lock) {
        lc_lock_end_locked(lock, reason);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_lifetime_end_range(struct lc_thread *self, uintptr_t start, size_t bytes,
                           enum lc_gone_reason reason)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    (void)lc_lock_end_range_locked(start, bytes, reason);
    lc_cold_leave(self);
    lc_thread_leave(self);
}
