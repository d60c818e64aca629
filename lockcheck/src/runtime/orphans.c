#include "runtime/orphans.h"

#include <pthread.h>

#include "runtime/ending.h"
#include "runtime/finding.h"
#include "runtime/held.h"
#include "runtime/locks.h"
#include "runtime/snapshot.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

enum { ORPHANS_MAX = 256, KIND_PSHARED = 0x80 };

struct orphan {
    void *lock;
    unsigned kind, mode;
    enum lc_finding_kind cause; /* FORK_HOLDING or EXIT_HOLDING */
    uint32_t stack;
    struct lc_ended holder;
    char name[16];
};

/*
 * All under cold. A child's child keeps what its parent could not release either. When there are
 * too many, the oldest make room.
 */
static struct orphan s_orphans[ORPHANS_MAX];
static unsigned s_count, s_oldest;

/* The lock's own slot when it was one before, else a new one. */
static struct orphan *slot_for(const void *lock)
{
    for (unsigned i = 0; i < s_count; i++) {
        if (s_orphans[i].lock == lock) {
            return &s_orphans[i];
        }
    }
    return s_count < ORPHANS_MAX ? &s_orphans[s_count++] : &s_orphans[s_oldest++ % ORPHANS_MAX];
}

static void note(const struct lc_thread *holder, const struct lc_held *entry,
                 enum lc_finding_kind cause, lc_thread_id holder_id)
{
    void *lock = lc_held_lock(entry);
    if (!lock) {
        return;
    }
    *slot_for(lock) = (struct orphan){
        .lock = lock,
        .kind = lc_held_kind(entry),
        .mode = lc_held_mode(entry),
        .cause = cause,
        .stack = lc_held_stack(entry),
        .holder = {.id = holder_id,
                   .tid = holder->tid,
                   .create_stack = holder->create_stack,
                   .start_routine = holder->start_routine},
    };
}

void lc_orphans_collect_locked(const struct lc_thread *self)
{
    for (unsigned i = 0; i < s_count; i++) {
        s_orphans[i].holder.id = 0; /* it was the parent's name for it */
    }
    for (const struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        uint32_t held_count = t == self ? 0 : lc_held_count(t);
        for (uint32_t i = 0; i < held_count; i++) {
            note(t, &t->held[i], LC_FINDING_FORK_HOLDING, 0);
        }
    }
}

void lc_orphans_leave_locked(struct lc_thread *self, const struct lc_held *entry)
{
    lc_thread_record_locked(self);
    note(self, entry, LC_FINDING_EXIT_HOLDING, self->id);
}

void lc_orphans_forget_locked(void)
{
    s_count = 0;
}

/* A thread that came later has the id of the one that is gone, and the lock as well. */
static bool has_new_holder(const struct orphan *orphan)
{
    const struct lc_thread *thread = lc_thread_by_tid_locked(orphan->holder.tid);
    return thread && lc_held_find(thread, orphan->lock) >= 0;
}

/* The lock says itself that it is still as it was; in shared memory the parent may release it. */
static bool is_still_held(const struct orphan *orphan)
{
    if (orphan->kind == LC_LOCK_MUTEX) {
        const pthread_mutex_t *mutex = orphan->lock;
        return (uint32_t)mutex->__data.__owner == orphan->holder.tid &&
               !(mutex->__data.__kind & KIND_PSHARED);
    }
    if (orphan->kind == LC_LOCK_RWLOCK) {
        const pthread_rwlock_t *rwlock = orphan->lock;
        uint32_t writer = (uint32_t)rwlock->__data.__cur_writer;
        uint32_t expected = orphan->mode == LC_MODE_WRITE ? orphan->holder.tid : 0;
        return writer == expected && !rwlock->__data.__shared;
    }
    return false;
}

static void report(struct lc_thread *self, struct orphan *orphan)
{
    const struct lc_lock *lock = lc_lock_get_locked(self, orphan->lock, orphan->kind);
    if (!lock) {
        g_lc.counts.dropped_no_memory++;
        return;
    }
    if (!orphan->holder.id) {
        orphan->holder.id = lc_thread_new_id_locked();
        (void)lc_ended_record_locked(&orphan->holder, orphan->name);
    }
    const struct lc_order_held held = {lock->id, orphan->mode, orphan->stack};
    struct lc_finding_step steps[2] = {
        {.step = {.thread = self->id,
                  .lock = lock->id,
                  .mode = self->wait.mode,
                  .stack = self->wait.stack},
         .waited_ns = lc_runtime_now_ns() - self->wait.since_ns},
        {.step = {.thread = orphan->holder.id, .held = &held, .held_count = 1}},
    };
    lc_snapshot_clear_locked();
    steps[0].step.held_count = lc_snapshot_held_locked(self, &steps[0].step.held);
    lc_finding_write_locked(&(struct lc_finding){
        .kind = orphan->cause,
        .tier = LC_TIER_DEADLOCK,
        .steps = steps,
        .step_count = 2,
    });
}

bool lc_orphans_find_locked(struct lc_thread *self)
{
    for (unsigned i = 0; i < s_count; i++) {
        struct orphan *orphan = &s_orphans[i];
        if (orphan->lock == self->wait.object && orphan->kind == self->wait.kind &&
            is_still_held(orphan) && !has_new_holder(orphan)) {
            report(self, orphan);
            self->wait.is_told = true;
            return true;
        }
    }
    return false;
}
