/*
 * runtime/held.h - the hot path: what happens around every lock and unlock.
 *
 * Threads: each function touches the calling thread's block and read-mostly globals only: no shared
 *          write, no lock, no allocation until something new is seen.
 * Safety:  a signal handler may interrupt anywhere and take and release locks of its own.
 *
 *     index = lc_asking(self, lock, kind, mode, site, depth);   or lc_trying(...), which never
 * waits result = the real call; if (it has the lock) lc_taken(self, index, lock); else
 * lc_not_taken(self, index);
 *     ...
 *     if (the real unlock worked) lc_released(self, lock, depth);
 */
#ifndef LC_RUNTIME_HELD_H
#define LC_RUNTIME_HELD_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/hash.h"
#include "runtime/lifetime.h"
#include "runtime/site.h"
#include "runtime/thread.h"

/* Records a dependency that this thread has not met, and makes its hash known. Returns the hash,
 * which changes when locks held turn out to be none. */
LC_COLD uint64_t lc_dependency_new(struct lc_thread *self, void *lock, unsigned kind, unsigned mode,
                                   uint64_t call, uint64_t hash);
/* Works out the running hashes of the entries from `index` on. */
LC_COLD void lc_held_rehash(struct lc_thread *self, uint32_t index);
/* False: there is no memory to grow into. */
LC_COLD bool lc_held_grow(struct lc_thread *self);
/* Releases that are not of the newest lock, or not the last of a recursive one. */
LC_COLD bool lc_released_slow(struct lc_thread *self, const void *lock, const void *depth);
/* Not in a handler that came in the middle of a push: entries may move. */
LC_COLD bool lc_held_is_settled(const struct lc_thread *self);
LC_COLD void lc_held_remove(struct lc_thread *self, uint32_t index);

/* What a lock adds to the running hash: itself as it is in this lifetime, and how it is held. */
LC_HOT_INLINE uint64_t lc_held_key(const void *lock, unsigned mode)
{
    return (uint64_t)(uintptr_t)lock ^ (uint64_t)mode << 62 ^
           (uint64_t)lc_lifetime_stamp(lock) << 48;
}

/* What the running hash becomes when the lock comes on top of `count` others. */
LC_HOT_INLINE uint64_t lc_held_hash_with(const struct lc_thread *self, uint32_t count,
                                         const void *lock, unsigned mode)
{
    uint64_t below = count ? self->held[count - 1].hash : self->base_hash;
    return lc_hash_fold(below, lc_held_key(lock, mode));
}

/* The index of `lock` among the held, or -1. From the newest, where it nearly always is. */
LC_HOT_INLINE int lc_held_find(const struct lc_thread *self, const void *lock)
{
    int i = (int)lc_held_count(self) - 1;
    while (i >= 0 && lc_load_relaxed(&self->held[i].lock) != lock) {
        i--;
    }
    return i;
}

LC_HOT_INLINE uint64_t *lc_seen_slot(struct lc_thread *self, uint64_t hash)
{
    return &self->seen[hash & (LC_SEEN_SLOTS - 1)];
}

/*
 * Whether everybody who needs to know of this request does: nothing else is held, or the thread has
 * asked for the lock before with just these others held. *ret_hash tells this situation from all
 * others; its slot holds it when the situation is known.
 */
LC_HOT_INLINE bool lc_is_known(struct lc_thread *self, uint32_t count, const void *lock,
                               unsigned mode, uint64_t *ret_hash)
{
    *ret_hash = lc_held_hash_with(self, count, lock, mode);
    if (count == 0) {
        return true;
    }
    bool settled = lc_load_relaxed(&self->held[count - 1].lock) != NULL; /* else in a handler */
    return LC_LIKELY(settled && *lc_seen_slot(self, *ret_hash) == *ret_hash);
}

/* Claims the next slot; there is one. Its lock field is NULL and stays so until the lock is ours.
 */
LC_HOT_INLINE uint32_t lc_claim_ready(struct lc_thread *self, uint64_t info, uint64_t hash)
{
    uint64_t tally = lc_load_relaxed(&self->tally);
    uint32_t index = (uint32_t)(tally & LC_TALLY_HELD_MASK);
    lc_store_relaxed(&self->tally, tally + LC_TALLY_ACQUISITION);
    lc_fence_signal(); /* a handler that comes now builds on top of the slot */
    struct lc_held *entry = &self->held[index];
    entry->info = info;
    entry->hash = hash;
    return index;
}

/* The same when there may be none: without memory the newest gives way, and is counted as dropped.
 */
LC_HOT_INLINE uint32_t lc_claim(struct lc_thread *self, uint64_t info, uint64_t hash)
{
    if (LC_UNLIKELY(lc_held_count(self) == self->held_max) && !lc_held_grow(self)) {
        lc_store_relaxed(&self->tally, lc_load_relaxed(&self->tally) - 1);
    }
    return lc_claim_ready(self, info, hash);
}

/* The lock is ours. */
LC_HOT_INLINE void lc_taken(struct lc_thread *self, uint32_t index, void *lock)
{
    lc_fence_signal();
    lc_store_relaxed(&self->held[index].lock, lock);
}

/* The lock is ours, and there is a slot. */
LC_HOT_INLINE void lc_push(struct lc_thread *self, void *lock, uint64_t info, uint64_t hash)
{
    uint32_t index = lc_claim_ready(self, info, hash);
    lc_taken(self, index, lock);
}

/* What a call will leave in its slot. */
struct lc_routine {
    uint64_t info, hash;
};

/*
 * Whether the thread is watched, and its call, which may wait for the lock, adds nothing to what is
 * known: then, when the lock is had at once, a push is all there is to do. A thread that has the
 * lock already is no such case: a call to have it twice never gets to be known.
 */
LC_HOT_INLINE bool lc_is_routine(struct lc_thread *self, const void *lock, unsigned kind,
                                 unsigned mode, const void *site, const void *depth,
                                 struct lc_routine *ret_routine)
{
    uint32_t call;
    if (LC_UNLIKELY(!self || !lc_site_is_trusted(self, site, depth, &call))) {
        return false;
    }
    uint32_t count = lc_held_count(self);
    ret_routine->info = LC_HELD_INFO(kind, mode, call);
    return LC_LIKELY(count != self->held_max) &&
           lc_is_known(self, count, lock, mode, &ret_routine->hash);
}

/* A call that takes the lock is about to be made, or was; its dependency is no concern here.
 * `waits`: as far as signals are concerned. */
LC_HOT_INLINE uint32_t lc_taking(struct lc_thread *self, void *lock, unsigned kind, unsigned mode,
                                 bool waits, void *site, void *depth)
{
    unsigned how = LC_HOW(kind, mode) | (waits ? 0 : LC_HOW_TRY);
    uint64_t call = lc_site_call(self, site, depth, lock, how);
    uint64_t hash = lc_held_hash_with(self, lc_held_count(self), lock, mode);
    return lc_claim(self, LC_HELD_INFO(kind, mode, call), hash);
}

/* A call that takes the lock without ever waiting is about to be made. */
LC_HOT_INLINE uint32_t lc_trying(struct lc_thread *self, void *lock, unsigned kind, unsigned mode,
                                 void *site, void *depth)
{
    return lc_taking(self, lock, kind, mode, false, site, depth);
}

/* A call that takes the lock, and may wait for it, is about to be made. */
LC_HOT_INLINE uint32_t lc_asking(struct lc_thread *self, void *lock, unsigned kind, unsigned mode,
                                 void *site, void *depth)
{
    uint64_t call = lc_site_call(self, site, depth, lock, LC_HOW(kind, mode));
    uint32_t count = lc_held_count(self);
    uint64_t hash;
    if (!lc_is_known(self, count, lock, mode, &hash)) {
        hash = lc_dependency_new(self, lock, kind, mode, call, hash);
    }
    return lc_claim(self, LC_HELD_INFO(kind, mode, call), hash);
}

/* It is not ours: the slot goes, and was no acquisition. */
LC_HOT_INLINE void lc_not_taken(struct lc_thread *self, uint32_t index)
{
    if (LC_LIKELY(lc_held_count(self) == index + 1)) {
        uint64_t tally = lc_load_relaxed(&self->tally);
        lc_store_relaxed(&self->tally, tally - LC_TALLY_ACQUISITION);
    } else {
        lc_held_remove(self, index); /* a handler went away holding something */
    }
}

LC_HOT_INLINE bool lc_is_newest(const struct lc_thread *self, const void *lock)
{
    uint32_t count = lc_held_count(self);
    return LC_LIKELY(count != 0 && lc_load_relaxed(&self->held[count - 1].lock) == lock);
}

/* The lock is no longer ours, by a call made at `depth`; NULL: not by a call to release it. False:
 * it never was, as far as we saw. */
LC_HOT_INLINE bool lc_released(struct lc_thread *self, const void *lock, const void *depth)
{
    uint64_t tally = lc_load_relaxed(&self->tally);
    uint32_t count = (uint32_t)(tally & LC_TALLY_HELD_MASK);
    struct lc_held *top = &self->held[count - 1];
    if (LC_UNLIKELY(count == 0 || lc_load_relaxed(&top->lock) != lock ||
                    top->info >= 2 * LC_HELD_ONCE)) {
        return lc_released_slow(self, lock, depth);
    }
    lc_store_relaxed(&top->lock, NULL);
    lc_fence_signal();
    lc_store_relaxed(&self->tally, tally - 1);
    return true;
}

/* Under cold; the thread's own. Its held locks get the stacks they really were taken by. */
void lc_held_confirm_locked(struct lc_thread *self);
/* The same from outside the runtime: before the thread sleeps and others tell what it holds. */
LC_COLD void lc_held_confirm(struct lc_thread *self);

#endif
