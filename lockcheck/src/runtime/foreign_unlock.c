#include "runtime/foreign_unlock.h"

#include "runtime/held.h"
#include "runtime/locks.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

/* Of one lock, on all lists. */
struct holds {
    struct lc_held *last;
    uint32_t entries, reads;
    bool is_nested; /* a thread took it more than once */
};

static void look_at(struct lc_thread *thread, const void *lock, struct holds *holds)
{
    for (uint32_t i = 0; i < lc_held_count(thread); i++) {
        struct lc_held *entry = &thread->held[i];
        if (lc_load_relaxed(&entry->lock) == lock) {
            holds->last = entry;
            holds->entries++;
            holds->reads += lc_held_mode(entry) == LC_MODE_READ;
            holds->is_nested |= lc_held_is_nested(entry);
        }
    }
}

/* The C library takes it for a reader's unlock then, and the writer keeps the lock. */
static bool stays(const struct lc_held *entry)
{
    return lc_held_kind(entry) == LC_LOCK_RWLOCK && lc_held_mode(entry) == LC_MODE_WRITE;
}

/* Its owner may be moving the entry just now: then the mark is lost, and the hold stays. */
static void strike(struct lc_held *entry, void *lock)
{
    void *found = lock;
    (void)lc_cas_relaxed(&entry->lock, &found, LC_HELD_STRUCK);
}

/* Other processes have lists of their own, which we do not see. */
static bool may_be_far(const struct lc_lock *lock, const struct holds *holds)
{
    return holds->entries == 0 && lock->place == LC_PLACE_SHARED;
}

void lc_foreign_unlock(struct lc_thread *self, void *address, unsigned kind)
{
    struct holds holds = {0};
    lc_thread_enter(self);
    lc_cold_enter(self);
    for (struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        look_at(t, address, &holds);
    }
    if (holds.entries == 1 && !holds.is_nested && !stays(holds.last)) {
        strike(holds.last, address);
    }
    struct lc_lock *lock = lc_lock_get_locked(self, address, kind);
    if (lock && (holds.reads != 0 || holds.is_nested || may_be_far(lock, &holds))) {
        lock->hides_readers = true;
        lc_lock_doubt_locked(lock);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

bool lc_foreign_unlock_sync(struct lc_thread *self)
{
    bool has_dropped = false;
    if (!lc_held_is_settled(self)) {
        return false;
    }
    for (uint32_t i = lc_held_count(self); i-- > 0;) {
        if (lc_load_relaxed(&self->held[i].lock) == LC_HELD_STRUCK) {
            lc_held_remove(self, i);
            has_dropped = true;
        }
    }
    return has_dropped;
}

bool lc_foreign_unlock_hides_readers_locked(const void *rwlock)
{
    const struct lc_lock *lock = lc_lock_find_locked((uintptr_t)rwlock);
    return lock && lock->hides_readers;
}
