/*
 * runtime/nested.h - monitors within monitors: who waits on a condition with which other locks
 * held, and who signals it with which.
 *
 * A signal that needs a lock which the waiter keeps cannot come. What is predicted, and why mostly
 * it is but possible: docs/adr/0012-stuck-processes.md. All of a run has to be seen to know that no
 * signal came without the lock, so this is told when the process ends.
 *
 * Threads: lc_nested_wait_seen() and lc_nested_signal_seen() by the thread concerned, from outside
 *          the runtime; functions named _locked are under g_lc.cold.
 * Cost:    a wait with nothing else held: nothing. A signal with one lock held or none: a load;
 *          with more, a look into the thread's table of what it has seen.
 * Limits:  LC_NESTED_MAX waits and as many signals of one condition, with LC_NESTED_HELD_MAX locks.
 *          Of conditions that are gone, those with something to tell are kept, LC_NESTED_ENDED_MAX
 *          of them: more would mostly be of the same places in the code.
 */
#ifndef LC_RUNTIME_NESTED_H
#define LC_RUNTIME_NESTED_H

#include "base/hash.h"
#include "runtime/held.h"
#include "runtime/thread.h"

enum {
    LC_NESTED_MAX = 4,
    LC_NESTED_HELD_MAX = 8,
    LC_NESTED_SMALL_SLOTS = 1024,
    LC_NESTED_ENDED_MAX = 1024,
};

/* As modes of a condition in what a thread has seen. */
enum { LC_NESTED_SIGNAL = 2, LC_NESTED_WAIT = 3 };

/*
 * By condition, however many share a slot: the one lock that was held at each signal with one lock
 * held or none. NULL: there was no such signal; or one of two marks. Any thread (relaxed).
 */
extern void *_Atomic g_lc_nested_small[LC_NESTED_SMALL_SLOTS];
#define LC_NESTED_FREE  ((void *)&g_lc_nested_small[0]) /* with none */
#define LC_NESTED_MIXED ((void *)&g_lc_nested_small[1]) /* now with this, now with that */

LC_COLD void lc_nested_wait_new(struct lc_thread *self, void *cond, uint32_t stack, uint64_t hash);
LC_COLD void lc_nested_signal_new(struct lc_thread *self, void *cond, uint32_t stack,
                                  uint64_t hash);

LC_HOT_INLINE void *_Atomic *lc_nested_small(const void *cond)
{
    return &g_lc_nested_small[lc_hash_mix((uintptr_t)cond) & (LC_NESTED_SMALL_SLOTS - 1)];
}

/* The thread is about to wait; the condition's own mutex is off its list already. */
LC_HOT_INLINE void lc_nested_wait_seen(struct lc_thread *self, void *cond, uint32_t stack)
{
    uint32_t count = lc_held_count(self);
    uint64_t hash;
    if (LC_UNLIKELY(count != 0) && !lc_is_known(self, count, cond, LC_NESTED_WAIT, &hash)) {
        lc_nested_wait_new(self, cond, stack, hash);
    }
}

/* The thread is about to signal, from this call. */
LC_HOT_INLINE void lc_nested_signal_seen(struct lc_thread *self, void *cond, void *site,
                                         void *depth)
{
    uint32_t count = lc_held_count(self);
    uint64_t hash;
    if (LC_LIKELY(count <= 1)) {
        void *lock = count ? lc_load_relaxed(&self->held[0].lock) : LC_NESTED_FREE;
        void *before = lc_load_relaxed(lc_nested_small(cond));
        if (LC_UNLIKELY(before != lock && before != LC_NESTED_MIXED)) {
            lc_store_relaxed(lc_nested_small(cond), before ? LC_NESTED_MIXED : lock);
        }
    } else if (!lc_is_known(self, count, cond, LC_NESTED_SIGNAL, &hash)) {
        lc_nested_signal_new(self, cond, lc_stack_of_site(self, site, depth), hash);
    }
}

/* The condition is no more. */
void lc_nested_end_locked(lc_lock_id cond);
/* The process ends: report. */
void lc_nested_tell_locked(void);
/* Forget all (a fork child). */
void lc_nested_reset_locked(void);

#endif
