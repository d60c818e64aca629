/*
 * runtime/stack.h - call stacks, each kept once, known by a small number.
 *
 * Threads: lc_stack_of_site touches the calling thread's cache; what is new is interned under
 *          g_lc.cold.
 * Cost:    a hit in the cache is a multiply and a few loads; a miss unwinds, some microseconds.
 * Safety:  unwinding takes no lock of the loader (glibc 2.35 and later) and never calls malloc.
 */
#ifndef LC_RUNTIME_STACK_H
#define LC_RUNTIME_STACK_H

#include <stdint.h>

#include "base/hash.h"
#include "runtime/thread.h"

enum { LC_STACK_FRAMES_MAX = 256 };

/* The same as lc_stack_of_site(), for what is not at its own place. */
LC_COLD uint32_t lc_stack_of_site_slow(struct lc_thread *self, void *site, void *depth);

/* One multiply keeps sites and depths apart, also of stacks that lie a round distance apart. */
LC_HOT_INLINE uint64_t lc_site_tag(const void *site, const void *depth)
{
    return (uint64_t)(uintptr_t)site ^ (uint64_t)(uintptr_t)depth * 0x9e3779b97f4a7c15u;
}

LC_HOT_INLINE struct lc_site *lc_site_entry(struct lc_thread *self, const void *site,
                                            const void *depth)
{
    return &self->sites[((uintptr_t)site ^ (uintptr_t)depth >> 4) & (LC_SITE_SLOTS - 1)];
}

/* What lies now where the callers' return addresses lay. All of it is stack in use: the depth and
 * so the end of the stack are the same. */
LC_HOT_INLINE uint32_t lc_site_callers(const struct lc_site *entry, const void *depth)
{
    const uintptr_t *stack = depth;
    uintptr_t sum = 0;
    for (unsigned i = 0; i < LC_SITE_CALLERS; i++) {
        sum += stack[entry->words[i]];
    }
    return (uint32_t)sum;
}

LC_HOT_INLINE bool lc_site_fits(const struct lc_site *entry, const void *site, const void *depth)
{
    return LC_LIKELY(lc_load_relaxed(&entry->tag) == lc_site_tag(site, depth)) &&
           LC_LIKELY(lc_site_callers(entry, depth) == entry->callers);
}

/* Whether the thread has, at its own place, the stack of this call; *ret_stack is its id. */
LC_HOT_INLINE bool lc_site_is_known(struct lc_thread *self, const void *site, const void *depth,
                                    uint32_t *ret_stack)
{
    const struct lc_site *entry = lc_site_entry(self, site, depth);
    *ret_stack = entry->stack;
    return lc_site_fits(entry, site, depth);
}

/*
 * The stack of the call whose return address is `site`, made at stack depth `depth` by the calling
 * thread: the same site at the same depth with the same LC_SITE_CALLERS callers is taken for the
 * same stack. 0: not known.
 */
LC_HOT_INLINE uint32_t lc_stack_of_site(struct lc_thread *self, void *site, void *depth)
{
    uint32_t stack;
    if (lc_site_is_known(self, site, depth, &stack)) {
        return stack;
    }
    return lc_stack_of_site_slow(self, site, depth);
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
/* None is in the trace (a fork child starts one of its own). */
void lc_stacks_unrecord_locked(void);
/* Make the unwinder do its one-time work now. From the constructor. */
void lc_stack_prime(void);

#endif
