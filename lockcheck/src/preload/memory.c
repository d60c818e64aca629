/* Memory given back ends the locks in it; memory given out is where locks on the heap come from. */

#include "preload/real.h"
#include "preload/wrap.h"
#include "runtime/finding.h"
#include "runtime/free_held.h"
#include "runtime/held.h"
#include "runtime/initialised.h"
#include "runtime/lifetime.h"
#include "runtime/shared.h"
#include "runtime/thread.h"
#include "runtime/word.h"

/* Remember where the newest blocks came from, to name the locks in them; small ones hold none. */
LC_HOT_INLINE void *remember(void *block, size_t bytes, void *site, void *const *depth)
{
    struct lc_thread *self = tl_self;
    if (LC_LIKELY(self != NULL) && bytes >= sizeof(pthread_mutex_t)) {
        struct lc_recent_block *slot = &self->recent[self->recent_next++ % LC_RECENT_SLOTS];
        lc_store_relaxed(&slot->start, block);
        lc_store_relaxed(&slot->bytes, block ? bytes : 0);
        lc_store_relaxed(&slot->site, site);
        for (unsigned i = 0; i < LC_ABOVE_WORDS; i++) {
            lc_store_relaxed(&slot->above[i], depth[i]);
        }
    }
    return block;
}

static LC_COLD void end_locks(void *start, size_t bytes, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        uint32_t stack = lc_stack_of_site(self, site, depth);
        lc_free_held_by_others(self, (uintptr_t)start, bytes, stack);
        lc_lifetime_end_range(self, (uintptr_t)start, bytes, LC_GONE_FREED);
    }
}

/* Before the block goes: afterwards somebody else may have it. */
LC_HOT_INLINE void block_ends(void *block, void *site, void *depth)
{
    if (LC_LIKELY(lc_load_relaxed(&g_lc_tracked) == 0) || !block) {
        return;
    }
    size_t bytes = LC_REAL(malloc_usable_size)(block);
    if (LC_UNLIKELY(bytes && lc_range_is_tracked((uintptr_t)block, bytes))) {
        end_locks(block, bytes, site, depth);
    }
}

/* Of the locks that the thread holds, one in the range; or NULL. */
static const struct lc_held *find_held(const struct lc_thread *self, uintptr_t start, size_t bytes)
{
    for (uint32_t i = 0; i < lc_held_count(self); i++) {
        if ((uintptr_t)lc_load_relaxed(&self->held[i].lock) - start < bytes) {
            return &self->held[i];
        }
    }
    return NULL;
}

static LC_COLD void tell_held(struct lc_thread *self, uintptr_t start, size_t bytes, void *site,
                              void *depth)
{
    const struct lc_held *entry;
    while ((entry = find_held(self, start, bytes)) != NULL) {
        void *lock = lc_load_relaxed(&entry->lock);
        if (lc_word_allows(lc_held_kind(entry), lc_held_mode(entry), lock, self->tid)) {
            lc_finding_misuse(self, &(struct lc_misuse){
                                        .kind = LC_FINDING_FREE_HELD,
                                        .tier = LC_TIER_CONFIRMED,
                                        .object = lock,
                                        .object_kind = lc_held_kind(entry),
                                        .mode = lc_held_mode(entry),
                                        .stack = lc_stack_of_site(self, site, depth),
                                    });
        }
        while (lc_released(self, lock, NULL)) {
        }
    }
}

/* The calling thread is about to give back memory with a lock that it holds. */
LC_HOT_INLINE void check_held(void *block, size_t bytes, void *site, void *depth)
{
    struct lc_thread *self = tl_self;
    if (LC_LIKELY(!self || lc_held_count(self) == 0) || !block) {
        return;
    }
    bytes = bytes ? bytes : LC_REAL(malloc_usable_size)(block);
    if (LC_UNLIKELY(find_held(self, (uintptr_t)block, bytes) != NULL)) {
        tell_held(self, (uintptr_t)block, bytes, site, depth);
    }
}

LC_EXPORT void *malloc(size_t bytes)
{
    return remember(LC_REAL(malloc)(bytes), bytes, LC_SITE(), LC_DEPTH());
}

LC_EXPORT void *calloc(size_t count, size_t bytes)
{
    return remember(LC_REAL(calloc)(count, bytes), count * bytes, LC_SITE(), LC_DEPTH());
}

LC_EXPORT void free(void *block)
{
    if (LC_UNLIKELY(lc_real_is_early_block(block))) {
        return;
    }
    check_held(block, 0, LC_SITE(), LC_DEPTH());
    block_ends(block, LC_SITE(), LC_DEPTH());
    LC_REAL(free)(block);
}

/* Locks do not survive being moved, nor the part of the block that is cut off. */
LC_EXPORT void *realloc(void *block, size_t bytes)
{
    if (LC_UNLIKELY(block && lc_real_is_early_block(block))) {
        void *moved = LC_REAL(malloc)(bytes);
        for (size_t i = 0; moved && i < bytes && lc_real_is_early_block((char *)block + i); i++) {
            ((char *)moved)[i] = ((char *)block)[i];
        }
        return moved;
    }
    block_ends(block, LC_SITE(), LC_DEPTH());
    return remember(LC_REAL(realloc)(block, bytes), bytes, LC_SITE(), LC_DEPTH());
}

LC_EXPORT void *reallocarray(void *block, size_t count, size_t bytes)
{
    block_ends(block, LC_SITE(), LC_DEPTH());
    return remember(LC_REAL(reallocarray)(block, count, bytes), count * bytes, LC_SITE(),
                    LC_DEPTH());
}

LC_EXPORT void *memalign(size_t alignment, size_t bytes)
{
    return remember(LC_REAL(memalign)(alignment, bytes), bytes, LC_SITE(), LC_DEPTH());
}

LC_EXPORT void *aligned_alloc(size_t alignment, size_t bytes)
{
    return remember(LC_REAL(aligned_alloc)(alignment, bytes), bytes, LC_SITE(), LC_DEPTH());
}

LC_EXPORT int posix_memalign(void **ret_block, size_t alignment, size_t bytes)
{
    int result = LC_REAL(posix_memalign)(ret_block, alignment, bytes);
    if (result == 0) {
        (void)remember(*ret_block, bytes, LC_SITE(), LC_DEPTH());
    }
    return result;
}

LC_EXPORT int munmap(void *start, size_t bytes)
{
    if (bytes) {
        check_held(start, bytes, LC_SITE(), LC_DEPTH());
    }
    if (lc_load_relaxed(&g_lc_tracked) != 0 && bytes &&
        lc_range_is_tracked((uintptr_t)start, bytes)) {
        end_locks(start, bytes, LC_SITE(), LC_DEPTH());
    }
    lc_add_relaxed(&g_lc_unmaps, 1);
    return LC_REAL(munmap)(start, bytes);
}

LC_EXPORT int dlclose(void *handle)
{
    int result = LC_REAL(dlclose)(handle);
    struct lc_thread *self = lc_thread_self();
    if (self) {
        lc_initialised_forget();
        lc_site_code_unloaded(self);
    }
    return result;
}
