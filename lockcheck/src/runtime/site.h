/*
 * runtime/site.h - the stack of a call, known again by the place and depth the call is made at.
 *
 * A call site at one stack depth can have many callers: one function around a lock has the same
 * site and often the same depth for all of its callers. So the nearest callers' return addresses
 * must lie on the stack where they lay when the stack was taken, which costs as much as the rest of
 * a lock together. For a lock it can wait. A function that takes a lock and gives it back before it
 * returns is on the stack while the lock is held, and whoever needs the stack of the held lock
 * reads it from there (lc_site_confirm_locked). Only a function that returns with the lock has its
 * callers compared at every call. Which of the two a site is shows when it is tried a few times: do
 * the callers lie at the unlock where they lay at the lock?
 *
 * Where handlers of signals take locks no site is settled: every lock is to be looked at
 * (runtime/signal_lock.h).
 *
 * Threads: the calling thread's cache; what is new is interned under g_lc.cold.
 * Cost:    known and trusted: a multiply and a load. With callers: some more loads. New: the stack
 * is unwound, some microseconds.
 */
#ifndef LC_RUNTIME_SITE_H
#define LC_RUNTIME_SITE_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/signal_lock.h"
#include "runtime/thread.h"

/* What a tag is combined with while the callers have to be compared. Any odd looks will do. */
#define LC_SITE_CHECKED  UINT64_C(0x5bd1e9955bd1e995)
#define LC_SITE_ON_TRIAL UINT64_C(0xa0761d6478bd642f)
#define LC_SITE_WATCHED  UINT64_C(0x9e6c63d0676a9a99)

/* One multiply keeps sites and depths apart, also of stacks that lie a round distance apart. */
LC_HOT_INLINE uint64_t lc_site_tag(const void *site, const void *depth)
{
    return (uint64_t)(uintptr_t)site ^ (uint64_t)(uintptr_t)depth * 0x9e3779b97f4a7c15u;
}

/* The call's own place; a settled site is there unless another took it since. */
LC_HOT_INLINE uint32_t lc_site_slot(const void *site, const void *depth)
{
    return (uint32_t)((uintptr_t)site ^ (uintptr_t)depth >> 4) & (LC_SITE_SLOTS - 1);
}

/* Whether the callers' return addresses lie where they lay. The words are stack in use. */
LC_HOT_INLINE bool lc_site_has_callers(const struct lc_site_callers *callers, const void *depth)
{
    const uintptr_t *stack = depth;
    uintptr_t sum = 0;
    for (unsigned i = 0; i < LC_SITE_CALLERS; i++) {
        sum += stack[callers->words[i]];
    }
    return LC_LIKELY(sum == callers->sum);
}

/* Whether the call is trusted and at its own place; *ret_call is for the entry of the held lock. */
LC_HOT_INLINE bool lc_site_is_trusted(struct lc_thread *self, const void *site, const void *depth,
                                      uint32_t *ret_call)
{
    const struct lc_site *entry = &self->sites[lc_site_slot(site, depth)];
    *ret_call = entry->call;
    return LC_LIKELY(lc_load_relaxed(&entry->tag) == lc_site_tag(site, depth));
}

/* Whether it is one whose callers have to be compared, and they are the same. */
LC_HOT_INLINE bool lc_site_is_checked(struct lc_thread *self, const void *site, const void *depth,
                                      uint32_t *ret_call)
{
    uint32_t slot = lc_site_slot(site, depth);
    const struct lc_site *entry = &self->sites[slot];
    *ret_call = entry->call;
    return lc_load_relaxed(&entry->tag) == (lc_site_tag(site, depth) ^ LC_SITE_CHECKED) &&
           lc_site_has_callers(&self->site_callers[slot], depth);
}

LC_COLD uint64_t lc_site_call_slow(struct lc_thread *self, void *site, void *depth, void *lock,
                                   unsigned how);

/* What the entry of a lock that is taken by this call keeps of the call. `how` as in
 * runtime/signal_lock.h. */
LC_HOT_INLINE uint64_t lc_site_call(struct lc_thread *self, void *site, void *depth, void *lock,
                                    unsigned how)
{
    uint32_t call;
    bool is_known = lc_site_is_trusted(self, site, depth, &call) ||
                    lc_site_is_checked(self, site, depth, &call);
    return is_known ? call : lc_site_call_slow(self, site, depth, lock, how);
}

/*
 * The stack of the call whose return address is `site`, made at stack depth `depth` by the calling
 * thread, with the callers that it has now. 0: not known.
 */
uint32_t lc_stack_of_site(struct lc_thread *self, void *site, void *depth);

/* A lock that was taken by a call on trial is given back by a call at `depth`; NULL: nobody knows
 * from where, and the trial stays open. */
LC_COLD void lc_site_judge(struct lc_thread *self, const struct lc_held *held, const void *depth);

/* Under cold; the thread's own. The stack of the call that took the lock, callers made good. */
uint32_t lc_site_confirm_locked(struct lc_thread *self, const struct lc_held *held);

/* A library was unloaded: other code may come to lie where its code lay. */
void lc_site_code_unloaded(struct lc_thread *self);

#endif
