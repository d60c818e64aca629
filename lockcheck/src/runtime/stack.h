/*
 * runtime/stack.h - call stacks, each kept once, known by a small number.
 *
 * Threads: everything is under g_lc.cold. The calling thread's stack is what is walked.
 * Cost:    a walk takes some microseconds; runtime/site.h knows when it is not needed.
 * Safety:  unwinding takes no lock of the loader (glibc 2.35 and later) and never calls malloc.
 */
#ifndef LC_RUNTIME_STACK_H
#define LC_RUNTIME_STACK_H

#include <stdint.h>

#include "runtime/thread.h"

enum { LC_STACK_FRAMES_MAX = 256 };

/* A walk of the stack. Good until the next one. */
struct lc_stack_walk {
    const uintptr_t *addresses; /* return addresses, innermost first; at least one */
    const uintptr_t *tops;      /* of the frames that return there */
    uint32_t count;
    uint32_t handler_frames; /* as in struct lc_unwind_end */
    uint16_t flags;          /* enum lc_stack_flag */
};

/* From the call that returns to `site` outwards; `site_only`: do without the callers. */
struct lc_stack_walk lc_stack_walk_locked(const struct lc_thread *self, void *site, bool site_only);
/* From the function outwards whose own return address lies at `home`, when it is to stand at
 * `site`. Without callers when no running function has its return address there. */
struct lc_stack_walk lc_stack_walk_from_locked(const struct lc_thread *self, uintptr_t home,
                                               uintptr_t site);
uint32_t lc_stack_of_walk_locked(const struct lc_stack_walk *walk);

/* Under cold. A stack of these return addresses. */
uint32_t lc_stack_of_addresses_locked(const uintptr_t *addresses, uint32_t count);
/* Under cold. A stack of this one frame. */
uint32_t lc_stack_of_block_locked(void *site);
/* Under cold. Write the STACK record, and the MODULE records it needs, unless they are there. */
void lc_stack_record_locked(uint32_t stack);
/* Under cold. The innermost frames' addresses, for a report without symbols. Returns how many. */
unsigned lc_stack_frames_locked(uint32_t stack, const uint64_t **ret_frames);
void lc_stacks_reset_locked(void);
/* None is in the trace (a fork child starts one of its own). */
void lc_stacks_unrecord_locked(void);
/* Make the unwinder do its one-time work now. From the constructor. */
void lc_stack_prime(void);

#endif
