/*
 * runtime/stuck.h - every thread of the process sleeps, and none of them is left to wake another.
 *
 * Rings (runtime/deadlock.h) need somebody who holds what is waited for. A condition, a semaphore
 * that signals, a queue built of them: nobody holds those, anybody might come. Only when nobody is
 * left is it certain: docs/adr/0012-stuck-processes.md says when that is, and why it is exact.
 *
 * Looked for by threads whose wait comes in parts anyhow (lc_wait_slice), between the parts; and by
 * the thread that goes to sleep, or ends, as the last one, when no such wait is there.
 *
 * Threads: functions named _locked are under g_lc.cold; the others are called from outside the
 *          runtime.
 * Cost:    a look at what each thread has published; only when all of them wait, files of /proc.
 */
#ifndef LC_RUNTIME_STUCK_H
#define LC_RUNTIME_STUCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/atomics.h"
#include "base/compiler.h"
#include "runtime/thread.h"

/*
 * `self` waits in parts, and its last one was in vain. True when that, between two equal looks,
 * shows that the process is stuck; then it has been reported.
 */
bool lc_stuck_look_locked(struct lc_thread *self);

/* A thread because of which nobody else need look: it runs, or it keeps watch. Any thread. */
extern struct lc_thread *_Atomic g_lc_stuck_witness;

LC_HOT_INLINE bool lc_stuck_is_cared_for(const struct lc_thread *by)
{
    bool waits = lc_load_relaxed(&by->is_waiting) || lc_load_relaxed(&by->cond_wait.mutex);
    return !waits || lc_load_relaxed(&by->keeps_watch);
}

/* The calling thread, which is about to do nothing any more for others. */
struct lc_stuck_last {
    uint32_t tid;
    uint64_t since_ns;    /* of several that come at once, the latest looks */
    const void *gives_up; /* a lock that it still holds, and releases by going to sleep */
};

/* It waits, has published that, and the wait is without a deadline and in one piece; or it ends,
 * and `self` is NULL. */
LC_COLD void lc_stuck_last_one(struct lc_thread *self, const struct lc_stuck_last *last);

/* Whether nobody is known to care for the process but the calling thread, whose block this is. */
LC_HOT_INLINE bool lc_stuck_may_be_last(const struct lc_thread *self)
{
    const struct lc_thread *witness = lc_load_relaxed(&g_lc_stuck_witness);
    return LC_UNLIKELY(!witness || witness == self || !lc_stuck_is_cared_for(witness));
}

/* A published wait in one piece begins. */
LC_HOT_INLINE void lc_stuck_going_to_sleep(struct lc_thread *self, uint64_t since_ns)
{
    if (lc_stuck_may_be_last(self)) {
        lc_stuck_last_one(self, &(struct lc_stuck_last){self->tid, since_ns, NULL});
    }
}

/* The block goes: it is no witness any more. */
void lc_stuck_forget_locked(const struct lc_thread *thread);

#endif
