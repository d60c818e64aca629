/*
 * runtime/stack.h - call stacks, each kept once, known by a small number.
 *
 * Threads: lc_stack_of_site touches the calling thread's cache; what is new is interned under
 *          g_lc.cold.
 * Cost:    a hit in the cache is a multiply and a compare; a miss unwinds, some microseconds.
 * Safety:  unwinding takes no lock of the loader (glibc 2.35 and later) and never calls malloc.
 */
#ifndef LC_RUNTIME_STACK_H
#define LC_RUNTIME_STACK_H

#include <stdint.h>

#include "base/hash.h"
#include "runtime/thread.h"

enum { LC_STACK_FRAMES_MAX = 256 };

LC_COLD uint32_t lc_stack_capture(struct lc_thread *self, void *site, struct lc_site *entry,
                                  uint64_t tag);

/* A site has 47 bits and a depth is a multiple of 16: above the site go 17 bits of the depth. */
LC_HOT_INLINE uint64_t lc_site_tag(const void *site, const void *depth)
{
    return (uint64_t)(uintptr_t)site ^ (uint64_t)(uintptr_t)depth << 43;
}

LC_HOT_INLINE struct lc_site *lc_site_entry(struct lc_thread *self, const void *site,
                                            const void *depth)
{
    return &self->sites[((uintptr_t)site ^ (uintptr_t)depth >> 4) & (LC_SITE_SLOTS - 1)];
}

/* Whether the thread has the stack of a call at this site and depth; *ret_stack is its id. */
LC_HOT_INLINE bool lc_site_is_known(struct lc_thread *self, const void *site, const void *depth,
                                    uint32_t *ret_stack)
{
    const struct lc_site *entry = lc_site_entry(self, site, depth);
    *ret_stack = entry->stack;
    return LC_LIKELY(lc_load_relaxed(&entry->tag) == lc_site_tag(site, depth));
}

/*
 * The stack of the call whose return address is `site`, made at stack depth `depth` by the calling
 * thread: the same site at the same depth is taken for the same stack. 0: not known.
 */
LC_HOT_INLINE uint32_t lc_stack_of_site(struct lc_thread *self, void *site, void *depth)
{
    uint32_t stack;
    if (lc_site_is_known(self, site, depth, &stack)) {
        return stack;
    }
    return lc_stack_capture(self, site, lc_site_entry(self, site, depth), lc_site_tag(site, depth));
}

/* Under cold. A stack of these return addresses. */
uint32_t lc_stack_of_addresses_locked(const uintptr_t *addresses, uint32_t count);
/* Under cold. A stack of this one frame. */
uint32_t lc_stack_of_block_locked(void *site);
/* Under cold. Write the STACK record, and the MODULE records it needs, unless they are there. */
void lc_stack_record_locked(uint32_t stack);
/* Under cold. The innermost frames' addresses, for a report without symbols. Returns how many. */
unsigned lc_stack_frames_locked(uint32_t stack, const uint64_t **ret_frames);
/* A library was unloaded. */
void lc_stack_code_unloaded(struct lc_thread *self);
void lc_stacks_reset_locked(void);
/* Make the unwinder do its one-time work now. From the constructor. */
void lc_stack_prime(void);

#endif
