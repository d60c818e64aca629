#include "runtime/deadlock.h"

#include <pthread.h>

#include "base/compiler.h"
#include "runtime/ask.h"
#include "runtime/barrier.h"
#include "runtime/far_holder.h"
#include "runtime/finding.h"
#include "runtime/foreign_unlock.h"
#include "runtime/locks.h"
#include "runtime/reporter.h"
#include "runtime/sem.h"
#include "runtime/snapshot.h"
#include "runtime/stack.h"
#include "runtime/state.h"

/* Of this search: no thread of the process can go on by itself. */
static bool s_all_wait;
/*
 * Who is known to be missing at barriers. Anybody may come to one, so it is nobody until each
 * thread of the process waits for another; then those who work, and at last those who join.
 */
static enum { MISSING_NOBODY, MISSING_WORKERS, MISSING_ANYBODY } s_missing;

static bool conflicts(unsigned held_mode, unsigned wanted_mode)
{
    return held_mode == LC_MODE_WRITE || wanted_mode == LC_MODE_WRITE;
}

static bool holds(const struct lc_thread *thread, const struct lc_wait *wait)
{
    uint32_t count = lc_held_count(thread);
    for (uint32_t i = 0; i < count; i++) {
        const struct lc_held *entry = &thread->held[i];
        if (lc_load_relaxed(&entry->lock) == wait->object &&
            conflicts(lc_held_mode(entry), wait->mode)) {
            return true;
        }
    }
    return false;
}

/*
 * A reader behind a writer that waits, of a lock that lets no more readers in before that writer.
 * Such a writer is published before it waits: one that has just come may not stand there yet.
 */
static bool is_ahead(const struct lc_thread *thread, const struct lc_wait *wait)
{
    const pthread_rwlock_t *rwlock = wait->object;
    return wait->mode == LC_MODE_READ && lc_load_relaxed(&thread->is_waiting) &&
           thread->wait.object == wait->object && thread->wait.mode == LC_MODE_WRITE &&
           rwlock->__data.__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP &&
           thread->wait.since_ns <= wait->since_ns;
}

/* The lock knows its writer; its readers are known by what they hold. */
static bool has_rwlock(const struct lc_thread *thread, const struct lc_wait *wait)
{
    const pthread_rwlock_t *rwlock = wait->object;
    uint32_t writer = (uint32_t)__atomic_load_n(&rwlock->__data.__cur_writer, __ATOMIC_RELAXED);
    return writer ? writer == thread->tid
                  : holds(thread, wait) && !lc_foreign_unlock_hides_readers_locked(rwlock);
}

/*
 * Any thread could post a semaphore. One that its takers have posted themselves is theirs to post;
 * of one never posted yet we are sure only when nobody is left to do it.
 */
static bool is_surely_lock(const void *sem)
{
    unsigned state = lc_sem_state(sem);
    return !(state & LC_SEM_SHARED) && (lc_sem_is_proven(state) || (state && s_all_wait));
}

static bool is_missing(const struct lc_thread *thread, const void *barrier)
{
    bool joins = thread->wait.kind == LC_LOCK_THREAD;
    return s_missing >= (joins ? MISSING_ANYBODY : MISSING_WORKERS) &&
           !lc_barrier_keeps_locked(barrier, thread->id);
}

/* Whether the wait cannot end before `thread` does something. */
static bool is_blocked_by(const struct lc_wait *wait, const struct lc_thread *thread)
{
    switch (wait->kind) {
    case LC_LOCK_THREAD:
        return thread->id == wait->thread;
    case LC_LOCK_MUTEX:
        return (uint32_t)((const pthread_mutex_t *)wait->object)->__data.__owner == thread->tid;
    case LC_LOCK_RWLOCK:
        return has_rwlock(thread, wait) || is_ahead(thread, wait);
    case LC_LOCK_SEM:
        return is_surely_lock(wait->object) && holds(thread, wait);
    case LC_LOCK_BARRIER:
        return is_missing(thread, wait->object);
    default:
        return holds(thread, wait);
    }
}

/*
 * Whether `thread` waits and cannot go on by itself; then thread->wait says for what. A condition
 * wait does not publish itself, but it ends only when the thread has the mutex again, also after a
 * signal or a deadline.
 */
static bool is_waiting(struct lc_thread *thread)
{
    if (lc_load_relaxed(&thread->is_waiting) || lc_ask_is_wait_locked(thread, &thread->wait)) {
        return true;
    }
    struct lc_cond_wait *cond_wait = &thread->cond_wait;
    /* Acquire; pairs with the release in lc_cond_wait_begin(). */
    void *mutex = lc_load_acquire(&cond_wait->mutex);
    if (!mutex) {
        return false;
    }
    thread->wait = (struct lc_wait){
        .object = mutex,
        .kind = LC_LOCK_MUTEX,
        .mode = LC_MODE_WRITE,
        .stack = lc_load_relaxed(&cond_wait->stack),
        .since_ns = lc_load_relaxed(&cond_wait->since_ns),
    };
    return true;
}

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
    while (other && !is_blocked_by(&thread->wait, other)) {
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
        if (queue_head != self && is_blocked_by(&queue_head->wait, self)) {
            return queue_head;
        }
        for (struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
            if (t->search != search && is_waiting(t) && is_blocked_by(&queue_head->wait, t)) {
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
    s_all_wait = do_all_wait();
    bool found = find_and_report(self);
    if (!s_all_wait) {
        return found;
    }
    found |= find_from_all();
    if (are_all_held_up()) {
        s_missing = MISSING_WORKERS;
        found |= find_from_all();
        s_missing = MISSING_ANYBODY;
        found |= find_from_all();
        s_missing = MISSING_NOBODY;
    }
    return found;
}

bool lc_deadlock_look_again_locked(void)
{
    bool found = false;
    for (struct lc_thread *t = lc_ask_look_locked() ? lc_thread_first_locked() : NULL; t;
         t = t->next) {
        found |= lc_ask_is_wait_locked(t, &t->wait) && find_and_report(t);
    }
    return found;
}

static struct lc_misuse misuse_of(const struct lc_thread *self, enum lc_finding_kind kind,
                                  enum lc_tier tier)
{
    return (struct lc_misuse){
        .kind = kind,
        .tier = tier,
        .object = self->wait.object,
        .object_kind = self->wait.kind,
        .mode = self->wait.mode,
        .stack = self->wait.stack,
        .blocked_ns = lc_runtime_now_ns() - self->wait.since_ns,
    };
}

bool lc_deadlock_self_locked(struct lc_thread *self, enum lc_finding_kind kind)
{
    if (kind == LC_FINDING_RWLOCK_UPGRADE &&
        lc_foreign_unlock_hides_readers_locked(self->wait.object)) {
        return false;
    }
    struct lc_misuse misuse = misuse_of(self, kind, LC_TIER_DEADLOCK);
    uint64_t before = g_lc.counts.findings;
    lc_finding_misuse_locked(self, &misuse);
    return g_lc.counts.findings > before;
}

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

bool lc_deadlock_tell_long_wait_locked(struct lc_thread *self)
{
    if (lc_far_holder_tell_locked(self)) {
        return true;
    }
    struct lc_misuse misuse = misuse_of(self, LC_FINDING_LONG_WAIT, LC_TIER_INFO);
    struct lc_thread *holder = lc_thread_first_locked();
    while (holder && (holder == self || !is_blocked_by(&self->wait, holder))) {
        holder = holder->next;
    }
    if (holder) {
        tell_where(holder, &misuse);
    }
    uint64_t before = g_lc.counts.findings;
    lc_finding_misuse_locked(self, &misuse);
    return g_lc.counts.findings > before;
}
