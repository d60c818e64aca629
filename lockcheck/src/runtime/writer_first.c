#include "runtime/writer_first.h"

#include "runtime/finding.h"
#include "runtime/locks.h"
#include "runtime/read_again.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

static bool is_alone_locked(void)
{
    const struct lc_thread *first = lc_thread_first_locked();
    return !first || !first->next;
}

/* Rings of readers that were harmless until now are looked for again. */
static void note_locked(struct lc_thread *self, void *rwlock, uint32_t stack)
{
    struct lc_lock *lock = lc_lock_get_locked(self, rwlock, LC_LOCK_RWLOCK);
    if (!lock) {
        g_lc.counts.dropped_no_memory++;
        return;
    }
    if (!lock->is_written) {
        lock->is_written = true;
        lc_lock_tell_order_locked(lock);
        lc_order_recheck(g_lc.order, lock->id, lc_finding_ring, self);
    }
    lc_read_again_writes_locked(self, lock, stack);
}

void lc_writer_first_new(struct lc_thread *self, void *rwlock, uint64_t key, void *site,
                         void *depth)
{
    uint32_t stack = lc_stack_of_site(self, site, depth);
    lc_thread_enter(self);
    lc_cold_enter(self);
    bool is_alone = is_alone_locked();
    if (!is_alone) {
        note_locked(self, rwlock, stack);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
    if (!is_alone) {
        *lc_seen_slot(self, key) = key;
    }
}
