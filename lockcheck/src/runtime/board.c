#include "runtime/board.h"

#include <string.h>

#include "runtime/locks.h"
#include "runtime/sem.h"
#include "runtime/shared.h"
#include "runtime/snapshot.h"
#include "runtime/stack.h"
#include "runtime/state.h"
#include "trace/format_shared.h"

static struct lc_trace_lock_key key_of(const struct lc_lock *lock, unsigned mode)
{
    struct lc_trace_lock_key key = {.lock = lock->id, .mode = mode};
    if (lock->place == LC_PLACE_SHARED) {
        key.device = lock->device;
        key.inode = lock->inode;
        key.offset = lock->offset;
    }
    const void *sem = lock->kind == LC_LOCK_SEM ? (const void *)lock->address : NULL;
    if (sem && lc_sem_is_proven(lc_sem_state(sem)) && lc_sem_began_at_1(sem)) {
        key.flags = LC_KEY_PROVEN;
    }
    return key;
}

/* The thread's record, made when it first waits; threads that come later reuse it. */
static struct lc_trace_wait *get_record(struct lc_thread *self)
{
    if (!self->board) {
        struct lc_trace_writer *trace = lc_runtime_trace_locked();
        uint64_t offset = trace->next;
        struct lc_trace_wait *record = lc_trace_begin(trace, LC_REC_WAIT, sizeof(*record));
        if (record) {
            record->older = trace->header->newest_wait;
            lc_trace_commit(trace);
            __atomic_store_n(&trace->header->newest_wait, offset, __ATOMIC_RELEASE);
            self->board = record;
        }
    }
    return self->board;
}

/* The lock that stands for what is waited for. */
static void *object_of(const struct lc_wait *wait)
{
    switch (wait->kind) {
    case LC_LOCK_THREAD:
        return (void *)(uintptr_t)wait->thread;
    case LC_LOCK_PROCESS:
        return lc_board_end_of_child(wait->thread);
    default:
        return wait->object;
    }
}

static uint32_t flags_of(const struct lc_wait *wait, const struct lc_lock *lock)
{
    return (wait->is_in_cond ? LC_WAIT_IN_COND : 0) |
           (lock->flags & LC_LOCK_FLAG_WRITER_FIRST ? LC_WAIT_WRITER_FIRST : 0);
}

static bool fill_want(struct lc_thread *self, struct lc_trace_wait *draft)
{
    const struct lc_wait *wait = &self->wait;
    void *object = object_of(wait);
    struct lc_lock *lock = object ? lc_lock_get_locked(self, object, wait->kind) : NULL;
    draft->want_of = wait->kind > LC_LOCK_CUSTOM ? wait->thread : 0;
    if (lock) {
        lc_lock_record_locked(lock);
        draft->want = key_of(lock, wait->mode);
        draft->flags = flags_of(wait, lock);
    }
    return lock != NULL;
}

static void fill_held(struct lc_thread *self, struct lc_trace_wait *draft)
{
    const struct lc_order_held *held;
    lc_snapshot_clear_locked();
    size_t count = lc_snapshot_held_locked(self, &held);
    draft->held_count = (uint32_t)count;
    for (size_t i = 0; i < count && i < LC_WAIT_HELD_MAX; i++) {
        struct lc_lock *lock = lc_lock_by_id_locked(held[i].lock);
        lc_lock_record_locked(lock);
        lc_stack_record_locked(held[i].stack);
        draft->held[i] = key_of(lock, held[i].mode);
        draft->held_stacks[i] = held[i].stack;
    }
}

void lc_board_put_locked(struct lc_thread *self)
{
    if (!g_lc.options.trace[0] || self->wait.is_signal) {
        return;
    }
    struct lc_trace_wait draft = {
        .thread = self->id,
        .tid = self->tid,
        .want_kind = self->wait.kind,
        .want_stack = self->wait.stack,
        .since_ns = self->wait.since_ns,
        .published_ns = lc_runtime_now_ns(),
    };
    fill_held(self, &draft);
    bool is_known = fill_want(self, &draft);
    struct lc_trace_wait *record = is_known && lc_shared_matters_locked() ? get_record(self) : NULL;
    if (!record) {
        return;
    }
    lc_thread_record_locked(self);
    lc_stack_record_locked(self->wait.stack);
    draft.record = record->record;
    draft.older = record->older;
    draft.sequence = record->sequence;
    *record = draft;
    /* Release; pairs with the reads in peers.c: who sees it odd sees the rest. */
    __atomic_store_n(&record->sequence, draft.sequence + 1, __ATOMIC_RELEASE);
}

void lc_board_clear_locked(struct lc_thread *self)
{
    if (lc_board_has_locked(self)) {
        __atomic_store_n(&self->board->sequence, self->board->sequence + 1, __ATOMIC_RELEASE);
    }
}

bool lc_board_has_locked(const struct lc_thread *self)
{
    return self->board && self->board->sequence % 2 == 1;
}

void lc_board_no_lock_locked(const struct lc_lock *sem)
{
    struct lc_trace_header *header = lc_runtime_trace_locked()->header;
    const struct lc_trace_lock_key key = key_of(sem, LC_MODE_WRITE);
    unsigned bit = lc_trace_no_lock_bit(&key);
    if (header) {
        header->no_locks[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}
