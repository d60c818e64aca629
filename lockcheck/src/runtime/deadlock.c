#include "runtime/deadlock.h"

#include "base/compiler.h"
#include "runtime/ask.h"
#include "runtime/barrier.h"
#include "runtime/blocked.h"
#include "runtime/finding.h"
#include "runtime/foreign_unlock.h"
#include "runtime/locks.h"
#include "runtime/snapshot.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

static struct lc_blocked_view s_view; /* of the search at hand; under cold */

/*
 * Condition waits do not count: some have a deadline, and what follows is not known. Neither do
 * waits for a semaphore that anybody may post. Who is about to begin may come anywhere.
 */
static bool do_all_wait(void)
{
    struct lc_thread *thread = lc_thread_first_locked();
    while (thread && lc_load_relaxed(&thread->is_waiting) && !thread->wait.is_signal) {
        thread = thread->next;
    }
    return thread == NULL && lc_threads_unborn_locked() == 0;
}

/* Of a thread that waits, when all do: whether one of them keeps it from going on. */
static bool is_held_up(const struct lc_thread *thread)
{
    if (thread->wait.kind == LC_LOCK_BARRIER) {
        return lc_barrier_keeps_locked(thread->wait.object, thread->id);
    }
    struct lc_thread *other = lc_thread_first_locked();
    while (other && !lc_blocked_by_locked(&thread->wait, other, &s_view)) {
        other = other->next;
    }
    return other != NULL;
}

static bool are_all_held_up(void)
{
    struct lc_thread *thread = lc_thread_first_locked();
    while (thread && is_held_up(thread)) {
        thread = thread->next;
    }
    return thread == NULL;
}

/*
 * Breadth first from `self` along "is blocked by", through threads that wait themselves: the first
 * way back to `self` is a shortest ring. Returns its last thread; came_from leads back to `self`.
 */
static struct lc_thread *find_last_of_ring(struct lc_thread *self)
{
    static uint32_t s_search;
    uint32_t search = ++s_search;
    struct lc_thread *queue_head = self, *queue_tail = self;
    self->search = search;
    self->queue_next = NULL;
    for (; queue_head; queue_head = queue_head->queue_next) {
        if (queue_head != self && lc_blocked_by_locked(&queue_head->wait, self, &s_view)) {
            return queue_head;
        }
        for (struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
            if (t->search != search && lc_blocked_is_waiting_locked(t) &&
                lc_blocked_by_locked(&queue_head->wait, t, &s_view)) {
                t->search = search;
                t->came_from = queue_head;
                t->queue_next = NULL;
                queue_tail->queue_next = t;
                queue_tail = t;
            }
        }
    }
    return NULL;
}

static lc_lock_id wanted_id(struct lc_thread *thread)
{
    const struct lc_wait *wait = &thread->wait;
    void *object = wait->kind == LC_LOCK_THREAD ? (void *)(uintptr_t)wait->thread : wait->object;
    struct lc_lock *lock = object ? lc_lock_get_locked(thread, object, wait->kind) : NULL;
    return lock ? lock->id : 0;
}

static struct lc_finding_step step_of(struct lc_thread *thread)
{
    struct lc_finding_step step = {
        .step =
            {
                .thread = thread->id,
                .segment = lc_order_segment(g_lc.order, thread->id),
                .lock = wanted_id(thread),
                .mode = thread->wait.mode,
                .stack = thread->wait.stack,
            },
        .waited_ns = lc_runtime_now_ns() - thread->wait.since_ns,
    };
    step.step.held_count = lc_snapshot_held_locked(thread, &step.step.held);
    return step;
}

/* A ring of locks and joins has its own name, since its cure is another. */
static enum lc_finding_kind kind_of(const struct lc_thread *self, const struct lc_thread *last)
{
    bool joins = self->wait.kind == LC_LOCK_THREAD;
    bool locks = self->wait.kind <= LC_LOCK_CUSTOM;
    for (const struct lc_thread *t = last; t != self; t = t->came_from) {
        joins |= t->wait.kind == LC_LOCK_THREAD;
        locks |= t->wait.kind <= LC_LOCK_CUSTOM;
    }
    return joins && locks ? LC_FINDING_JOIN_HOLDING : LC_FINDING_DEADLOCK;
}

static void mark_told(struct lc_thread *thread)
{
    thread->wait.is_told = true;
    thread->ask.told = thread->ask.seen;
}

static void report_ring(struct lc_thread *self, struct lc_thread *last)
{
    size_t count = 1;
    for (struct lc_thread *t = last; t != self; t = t->came_from) {
        count++;
    }
    struct lc_finding_step *steps = lc_arena_alloc(&g_lc.arena, count * sizeof(*steps));
    if (!steps) {
        g_lc.counts.dropped_no_memory++;
        return;
    }
    lc_snapshot_clear_locked();
    size_t i = count;
    mark_told(self);
    for (struct lc_thread *t = last; t != self; t = t->came_from) {
        steps[--i] = step_of(t);
        mark_told(t);
    }
    steps[0] = step_of(self);
    lc_finding_write_locked(&(struct lc_finding){
        .kind = kind_of(self, last),
        .tier = LC_TIER_DEADLOCK,
        .steps = steps,
        .step_count = count,
    });
}

/* Whoever is in a ring that was told has no other ring that is news. */
static bool is_told(const struct lc_thread *self, const struct lc_thread *last)
{
    bool told = self->wait.is_told;
    for (const struct lc_thread *t = last; t != self; t = t->came_from) {
        told |= t->wait.is_told;
    }
    return told;
}

static bool find_and_report(struct lc_thread *thread)
{
    struct lc_thread *last = find_last_of_ring(thread);
    if (!last || is_told(thread, last)) {
        return false;
    }
    report_ring(thread, last);
    return true;
}

static bool find_from_all(void)
{
    bool found = false;
    for (struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        found |= !t->wait.is_told && find_and_report(t);
    }
    return found;
}

/* With the last thread that could have posted a semaphore, or come to a barrier, rings without it
 * become certain. */
bool lc_deadlock_find_locked(struct lc_thread *self)
{
    s_view.all_wait = do_all_wait();
    bool found = find_and_report(self);
    if (!s_view.all_wait) {
        return found;
    }
    found |= find_from_all();
    if (are_all_held_up()) {
        s_view.missing = LC_MISSING_WORKERS;
        found |= find_from_all();
        s_view.missing = LC_MISSING_ANYBODY;
        found |= find_from_all();
        s_view.missing = LC_MISSING_NOBODY;
    }
    return found;
}

bool lc_deadlock_look_again_locked(void)
{
    s_view = (struct lc_blocked_view){0}; /* whoever asks does not count as waiting */
    bool found = false;
    for (struct lc_thread *t = lc_ask_look_locked() ? lc_thread_first_locked() : NULL; t;
         t = t->next) {
        found |= lc_ask_is_wait_locked(t, &t->wait) && find_and_report(t);
    }
    return found;
}

bool lc_deadlock_self_locked(struct lc_thread *self, enum lc_finding_kind kind)
{
    if (kind == LC_FINDING_RWLOCK_UPGRADE &&
        lc_foreign_unlock_hides_readers_locked(self->wait.object)) {
        return false;
    }
    struct lc_misuse misuse = lc_misuse_of_wait(self, kind, LC_TIER_DEADLOCK);
    return lc_finding_misuse_locked(self, &misuse);
}
