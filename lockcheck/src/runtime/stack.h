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

/* Changes, in all bits, when code may have been unloaded; written under cold, read by any
 * (relaxed). */
extern _Atomic uint64_t g_lc_code_epoch;

LC_COLD uint32_t lc_stack_capture(struct lc_thread *self, void *site, uint64_t tag);

/*
 * The stack of the call whose return address is `site`, made at stack depth `depth` by the calling
 * thread: the same site at the same depth is taken for the same stack. 0: not known.
 */
LC_HOT_INLINE uint32_t lc_stack_of_site(struct lc_thread *self, void *site, void *depth)
{
    /* An address has 47 bits; the depth, a multiple of 16, goes above them. */
    uint64_t where = (uint64_t)(uintptr_t)depth >> 4 << 47 ^ (uint64_t)(uintptr_t)site;
    uint64_t tag = lc_hash_fold(lc_load_relaxed(&g_lc_code_epoch), where);
    struct lc_site *entry = &self->sites[tag >> 32 & (LC_SITE_SLOTS - 1)];
    return LC_LIKELY(entry->tag == tag) ? entry->stack : lc_stack_capture(self, site, tag);
}

/* Under cold. A stack of this one frame. */
uint32_t lc_stack_of_block_locked(void *site);
/* Under cold. Write the STACK record, and the MODULE records it needs, unless they are there. */
void lc_stack_record_locked(uint32_t stack);
/* Under cold. The innermost frames' addresses, for a report without symbols. Returns how many. */
unsigned lc_stack_frames_locked(uint32_t stack, const uint64_t **ret_frames);
/* A library was unloaded. */
void lc_stack_code_unloaded(void);
void lc_stacks_reset_locked(void);
/* Make the unwinder do its one-time work now. From the constructor. */
void lc_stack_prime(void);

#endif
