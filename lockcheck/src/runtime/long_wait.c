#include "runtime/long_wait.h"

#include "runtime/blocked.h"
#include "runtime/far_holder.h"
#include "runtime/finding.h"
#include "runtime/reporter.h"
#include "runtime/stack.h"
#include "runtime/thread_list.h"

static uint32_t current_stack(const struct lc_thread *thread)
{
    static uintptr_t s_addresses[LC_STACK_FRAMES_MAX]; /* under cold */
    uint32_t count =
        lc_reporter_stack_of_locked(thread->tid, s_addresses, LC_COUNT_OF(s_addresses));
    return count ? lc_stack_of_addresses_locked(s_addresses, count) : 0;
}

/* What the holder waits for itself, or where it is at work. */
static void tell_where(struct lc_thread *holder, struct lc_misuse *misuse)
{
    const struct lc_wait *wait = &holder->wait;
    const struct lc_cond_wait *cond_wait = &holder->cond_wait;
    misuse->other_tid = holder->tid;
    if (lc_load_relaxed(&holder->is_waiting)) {
        misuse->other_object =
            wait->kind == LC_LOCK_THREAD ? (void *)(uintptr_t)wait->thread : wait->object;
        misuse->other_kind = wait->kind;
        misuse->other_stack = wait->stack;
    } else if (lc_load_acquire(&cond_wait->mutex)) { /* pairs with lc_cond_wait_begin() */
        misuse->other_object = lc_load_relaxed(&cond_wait->cond);
        misuse->other_kind = LC_LOCK_COND;
        misuse->other_stack = lc_load_relaxed(&cond_wait->stack);
    } else {
        misuse->other_stack = current_stack(holder);
    }
}

bool lc_long_wait_tell_locked(struct lc_thread *self)
{
    static const struct lc_blocked_view nothing_known;
    if (lc_far_holder_tell_locked(self)) {
        return true;
    }
    struct lc_misuse misuse = lc_misuse_of_wait(self, LC_FINDING_LONG_WAIT, LC_TIER_INFO);
    struct lc_thread *holder = lc_thread_first_locked();
    while (holder &&
           (holder == self || !lc_blocked_by_locked(&self->wait, holder, &nothing_known))) {
        holder = holder->next;
    }
    if (holder) {
        tell_where(holder, &misuse);
    }
    return lc_finding_misuse_locked(self, &misuse);
}
