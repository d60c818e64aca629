#include "runtime/free_held.h"

#include "runtime/finding.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"
#include "runtime/word.h"

/*
 * By the lock's own word: a thread's list is behind while it unlocks, and just then others may
 * rightly free the lock. Read locks and spin locks do not say who has them.
 */
static bool is_owned(const struct lc_thread *thread, const struct lc_held *entry, const void *lock)
{
    enum lc_lock_kind kind = lc_held_kind(entry);
    bool has_name = kind != LC_LOCK_SPIN && lc_held_mode(entry) == LC_MODE_WRITE;
    return has_name && lc_word_allows(kind, LC_MODE_WRITE, lock, thread->tid);
}

static void tell_locked(struct lc_thread *self, const struct lc_thread *holder,
                        const struct lc_held *entry, uint32_t stack)
{
    (void)lc_finding_misuse_locked(self, &(struct lc_misuse){
                                             .kind = LC_FINDING_FREE_HELD,
                                             .tier = LC_TIER_CONFIRMED,
                                             .object = lc_load_relaxed(&entry->lock),
                                             .object_kind = lc_held_kind(entry),
                                             .mode = lc_held_mode(entry),
                                             .stack = stack,
                                             .other_tid = holder->tid,
                                         });
}

static void look_at_locked(struct lc_thread *self, const struct lc_thread *holder, uintptr_t start,
                           size_t bytes, uint32_t stack)
{
    for (uint32_t i = 0; i < lc_held_count(holder); i++) {
        const struct lc_held *entry = &holder->held[i];
        const void *lock = lc_load_relaxed(&entry->lock);
        if ((uintptr_t)lock - start < bytes && is_owned(holder, entry, lock)) {
            tell_locked(self, holder, entry, stack);
        }
    }
}

void lc_free_held_by_others(struct lc_thread *self, uintptr_t start, size_t bytes, uint32_t stack)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    for (const struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        if (t != self) {
            look_at_locked(self, t, start, bytes, stack);
        }
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}
