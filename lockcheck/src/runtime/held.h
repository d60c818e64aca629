/*
 * runtime/held.h - the hot path: what happens around every lock and unlock.
 *
 * Threads: each function touches the calling thread's block and read-mostly globals only: no shared
 *          write, no lock, no allocation until something new is seen.
 * Safety:  a signal handler may interrupt anywhere and take and release locks of its own.
 *
 *     stack = lc_before_acquire(self, lock, kind, mode, site, depth);
 *     result = the real call;
 *     if (it has the lock) lc_push(self, lock, kind, mode, site, stack);
 *     ...
 *     if (the real unlock worked) lc_pop(self, lock);
 */
#ifndef LC_RUNTIME_HELD_H
#define LC_RUNTIME_HELD_H

#include "base/compiler.h"
#include "base/hash.h"
#include "runtime/lifetime.h"
#include "runtime/stack.h"
#include "runtime/thread.h"

/* What a lock adds to the running hash: itself as it is in this lifetime, and how it is held. */
LC_HOT_INLINE uint64_t lc_held_key(const void *lock, unsigned mode)
{
    return (uint64_t)(uintptr_t)lock ^ (uint64_t)mode << 62 ^
           (uint64_t)lc_lifetime_stamp(lock) << 48;
}

/* Records a dependency that this thread has not met; remembers it in *slot. */
LC_COLD void lc_dependency_new(struct lc_thread *self, void *lock, unsigned kind, unsigned mode,
                               uint32_t stack, uint64_t key, uint64_t *slot);
LC_COLD void lc_held_grow(struct lc_thread *self);
LC_COLD void lc_held_remove(struct lc_thread *self, uint32_t index);

/* The index of `lock` among the held, or -1. From the newest, where it nearly always is. */
LC_HOT_INLINE int lc_held_find(const struct lc_thread *self, const void *lock)
{
    int i = (int)lc_load_relaxed(&self->held_count) - 1;
    while (i >= 0 && lc_load_relaxed(&self->held[i].lock) != lock) {
        i--;
    }
    return i;
}

/* A call that takes the lock and may block is about to be made. Returns the id of its stack. */
LC_HOT_INLINE uint32_t lc_before_acquire(struct lc_thread *self, void *lock, unsigned kind,
                                         unsigned mode, void *site, void *depth)
{
    uint32_t stack = lc_stack_of_site(self, site, depth);
    uint32_t count = lc_load_relaxed(&self->held_count);
    if (LC_UNLIKELY(count != 0)) {
        uint64_t key = lc_hash_fold(self->held[count - 1].hash, ~lc_held_key(lock, mode));
        uint64_t *slot = &self->seen[key & (LC_SEEN_SLOTS - 1)];
        if (LC_UNLIKELY(*slot != key)) {
            lc_dependency_new(self, lock, kind, mode, stack, key, slot);
        }
    }
    return stack;
}

/*
 * The lock is ours. The slot is claimed before it is filled and its lock field is filled last, so a
 * handler that comes in between builds on top of it and leaves it alone.
 */
LC_HOT_INLINE void lc_push(struct lc_thread *self, void *lock, unsigned kind, unsigned mode,
                           void *site, uint32_t stack)
{
    uint32_t count = lc_load_relaxed(&self->held_count);
    if (LC_UNLIKELY(count == self->held_max)) {
        lc_held_grow(self);
        if (count == self->held_max) {
            return;
        }
    }
    struct lc_held *entry = &self->held[count];
    uint64_t below = count ? self->held[count - 1].hash : self->base_hash;
    entry->hash = lc_hash_fold(below, lc_held_key(lock, mode));
    lc_store_relaxed(&self->held_count, count + 1);
    lc_fence_signal();
    entry->hash = lc_hash_fold(below, lc_held_key(lock, mode));
    entry->site = site;
    entry->stack = stack;
    entry->count = 1;
    entry->mode = (uint8_t)mode;
    entry->kind = (uint8_t)kind;
    lc_fence_signal();
    lc_store_relaxed(&entry->lock, lock);
    self->acquisitions++;
}

/* The lock is no longer ours. False: it never was, as far as we saw. */
LC_HOT_INLINE bool lc_pop(struct lc_thread *self, const void *lock)
{
    int i = lc_held_find(self, lock);
    if (LC_UNLIKELY(i < 0)) {
        return false;
    }
    struct lc_held *entry = &self->held[i];
    if (LC_UNLIKELY(entry->count > 1)) {
        entry->count--;
        return true;
    }
    if (LC_UNLIKELY((uint32_t)i + 1 != lc_load_relaxed(&self->held_count))) {
        lc_held_remove(self, (uint32_t)i);
        return true;
    }
    lc_store_relaxed(&entry->lock, NULL);
    lc_fence_signal();
    lc_store_relaxed(&self->held_count, (uint32_t)i);
    return true;
}

#endif
