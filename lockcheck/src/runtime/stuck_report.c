#include "runtime/stuck_report.h"

#include "runtime/ending.h"
#include "runtime/finding.h"
#include "runtime/held.h"
#include "runtime/locks.h"
#include "runtime/signalled.h"
#include "runtime/snapshot.h"
#include "runtime/stack.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

/* ---- Who waits for what ---- */

/* What the thread waits for; of a condition, the condition. object NULL: nothing that we know. */
static struct lc_wait wait_of(const struct lc_thread *thread)
{
    if (lc_load_relaxed(&thread->is_waiting)) {
        return thread->wait;
    }
    const struct lc_cond_wait *wait = &thread->cond_wait;
    if (!lc_load_relaxed(&wait->mutex)) {
        const struct lc_ask *ask = &thread->ask;
        return (struct lc_wait){
            .object = lc_load_relaxed(&ask->lock),
            .kind = LC_LOCK_CUSTOM,
            .mode = lc_load_relaxed(&ask->mode),
            .stack = lc_load_relaxed(&ask->stack),
            .since_ns = ask->seen_ns ? ask->seen_ns : lc_runtime_now_ns(),
        };
    }
    return (struct lc_wait){
        .object = lc_load_relaxed(&wait->cond),
        .kind = LC_LOCK_COND,
        .stack = lc_load_relaxed(&wait->stack),
        .since_ns = lc_load_relaxed(&wait->since_ns),
    };
}

static bool waits_for_lock_of(const struct lc_thread *thread, const struct lc_thread *holder)
{
    return lc_load_relaxed(&thread->is_waiting) && thread->wait.kind <= LC_LOCK_CUSTOM &&
           !thread->wait.is_signal && lc_held_find(holder, thread->wait.object) >= 0;
}

/* A thread that waits for a signal with a lock held that others want; NULL: there is none. */
static struct lc_thread *find_nested(void)
{
    for (struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        struct lc_wait wait = wait_of(t);
        bool is_for_signal = wait.kind == LC_LOCK_COND || wait.is_signal;
        for (struct lc_thread *u = lc_thread_first_locked(); is_for_signal && u; u = u->next) {
            if (u != t && waits_for_lock_of(u, t)) {
                return t;
            }
        }
    }
    return NULL;
}

/* The cause before those who only wait for it. */
enum rank { RANK_NESTED, RANK_WANTS_ITS_LOCK, RANK_WAITS, RANK_JOINS, RANK_END };

static enum rank rank_of(const struct lc_thread *thread, const struct lc_thread *nested)
{
    if (thread == nested) {
        return RANK_NESTED;
    }
    if (nested && waits_for_lock_of(thread, nested)) {
        return RANK_WANTS_ITS_LOCK;
    }
    return wait_of(thread).kind == LC_LOCK_THREAD ? RANK_JOINS : RANK_WAITS;
}

/* ---- Steps ---- */

static struct lc_finding_step step_of(struct lc_thread *thread)
{
    struct lc_wait wait = wait_of(thread);
    void *object = wait.kind == LC_LOCK_THREAD ? (void *)(uintptr_t)wait.thread : wait.object;
    const struct lc_lock *lock = object ? lc_lock_get_locked(thread, object, wait.kind) : NULL;
    struct lc_finding_step step = {
        .step = {.thread = thread->id,
                 .segment = lc_order_segment(g_lc.order, thread->id),
                 .lock = lock ? lock->id : 0,
                 .mode = wait.mode,
                 .stack = wait.stack},
        .waited_ns = lc_runtime_now_ns() - wait.since_ns,
    };
    step.step.held_count = lc_snapshot_held_locked(thread, &step.step.held);
    return step;
}

static size_t put_waits(struct lc_finding_step *steps, const struct lc_thread *nested)
{
    size_t count = 0;
    for (enum rank rank = RANK_NESTED; rank < RANK_END; rank++) {
        for (struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
            if (rank_of(t, nested) == rank) {
                steps[count++] = step_of(t);
                t->wait.is_told = true;
            }
        }
    }
    return count;
}

static bool is_wanted_before(const struct lc_finding_step *steps, size_t count, lc_lock_id lock)
{
    size_t i = 0;
    while (i < count && steps[i].step.lock != lock) {
        i++;
    }
    return i < count;
}

/* Who signalled the conditions that the `waits` steps wait for. Returns how many steps that is. */
static size_t put_signallers(struct lc_finding_step *steps, size_t waits)
{
    static const char no_name[16];
    size_t count = 0;
    for (size_t i = 0; i < waits; i++) {
        const struct lc_lock *lock = lc_lock_by_id_locked(steps[i].step.lock);
        if (!lock || lock->kind != LC_LOCK_COND || is_wanted_before(steps, i, lock->id)) {
            continue;
        }
        struct lc_signaller by = lc_signalled_by_locked((void *)lock->address);
        if (!by.site) {
            continue;
        }
        if (!lc_thread_find_locked(by.thread.id)) {
            (void)lc_ended_record_locked(&by.thread, no_name);
        }
        steps[waits + count++] = (struct lc_finding_step){
            .step = {.thread = by.thread.id,
                     .lock = lock->id,
                     .stack = lc_stack_of_block_locked(by.site)},
        };
    }
    return count;
}

static size_t live_count(void)
{
    size_t count = 0;
    for (struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        count++;
    }
    return count;
}

void lc_stuck_report_locked(void)
{
    struct lc_finding_step *steps = lc_arena_alloc(&g_lc.arena, 2 * live_count() * sizeof(*steps));
    if (!steps) {
        g_lc.counts.dropped_no_memory++;
        return;
    }
    lc_snapshot_clear_locked();
    const struct lc_thread *nested = find_nested();
    size_t waits = put_waits(steps, nested);
    size_t signals = put_signallers(steps, waits);
    lc_finding_write_locked(&(struct lc_finding){
        .kind = nested ? LC_FINDING_NESTED_MONITOR : LC_FINDING_GLOBAL_DEADLOCK,
        .tier = LC_TIER_DEADLOCK,
        .detail = (uint32_t)waits,
        .steps = steps,
        .step_count = waits + signals,
    });
}
