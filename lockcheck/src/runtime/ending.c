#include "runtime/ending.h"

#include <pthread.h>
#include <string.h>
#include <sys/uio.h>

#include "base/sys.h"
#include "runtime/finding.h"
#include "runtime/foreign_unlock.h"
#include "runtime/modules.h"
#include "runtime/orphans.h"
#include "runtime/snapshot.h"
#include "runtime/stack.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"
#include "runtime/word.h"

/* Its memory may be gone: the kernel looks, and says so instead of ending us. */
static bool read_bytes(const void *address, void *ret_bytes, size_t count)
{
    struct iovec to = {ret_bytes, count};
    struct iovec from = {(void *)(uintptr_t)address, count};
    return LC_SYS6(SYS_process_vm_readv, g_lc.pid, &to, 1, &from, 1, 0) == (long)count;
}

/* A robust mutex tells its next owner; a semaphore may be another's to post. */
static bool is_lost(const struct lc_thread *self, const struct lc_held *entry)
{
    enum { KIND_ROBUST = 0x10 };
    const void *lock = lc_held_lock(entry);
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
    switch (lc_held_kind(entry)) {
    case LC_LOCK_MUTEX:
        return read_bytes(lock, &mutex, sizeof(mutex)) && !(mutex.__data.__kind & KIND_ROBUST) &&
               lc_word_allows(LC_LOCK_MUTEX, LC_MODE_WRITE, &mutex, self->tid);
    case LC_LOCK_RWLOCK:
        return !lc_foreign_unlock_hides_readers_locked(lock) &&
               read_bytes(lock, &rwlock, sizeof(rwlock)) &&
               lc_word_allows(LC_LOCK_RWLOCK, lc_held_mode(entry), &rwlock, self->tid);
    case LC_LOCK_SPIN:
        return lock != NULL;
    default:
        return false;
    }
}

/*
 * Once for each place where it was taken: the end of a thread has no stack of its own. Nobody ever
 * waits for a detached thread's end, and some end on purpose with a lock held, to keep others out
 * while the process exits: that informs until somebody wants the lock (orphans.c).
 */
static void tell_held(struct lc_thread *self, uint32_t stack)
{
    if (!lc_finding_is_news_locked(LC_FINDING_EXIT_HOLDING, stack)) {
        return;
    }
    struct lc_finding_step step = {.step = {.thread = self->id}};
    lc_snapshot_clear_locked();
    step.step.held_count = lc_snapshot_held_locked(self, &step.step.held);
    lc_finding_write_locked(&(struct lc_finding){
        .kind = LC_FINDING_EXIT_HOLDING,
        .tier = self->detached ? LC_TIER_INFO : LC_TIER_CONFIRMED,
        .steps = &step,
        .step_count = 1,
    });
}

void lc_ending_tell_locked(struct lc_thread *self)
{
    uint32_t count = lc_held_count(self);
    bool is_told = false;
    for (uint32_t i = 0; i < count; i++) {
        const struct lc_held *entry = &self->held[i];
        if (!is_lost(self, entry)) {
            continue;
        }
        lc_orphans_leave_locked(self, entry);
        if (!is_told) {
            tell_held(self, lc_held_stack(entry));
            is_told = true;
        }
    }
}

bool lc_ended_record_locked(const struct lc_ended *thread, const char name[16])
{
    lc_stack_record_locked(thread->create_stack);
    uint64_t start_frame = lc_modules_frame_locked((uintptr_t)thread->start_routine);
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    struct lc_trace_thread *record = lc_trace_begin(trace, LC_REC_THREAD, sizeof(*record));
    if (!record) {
        return false;
    }
    record->id = thread->id;
    record->tid = thread->tid;
    record->creator = thread->creator;
    record->create_stack = thread->create_stack;
    record->start_routine = start_frame;
    memcpy(record->name, name, sizeof(record->name));
    lc_trace_commit(trace);
    return true;
}

void lc_thread_record_locked(struct lc_thread *thread)
{
    if (thread->recorded) {
        return;
    }
    const struct lc_ended as_ended = {thread->id, thread->tid, thread->creator,
                                      thread->create_stack, thread->start_routine};
    lc_thread_name(thread, thread->name);
    thread->recorded = lc_ended_record_locked(&as_ended, thread->name);
}

static void rename_record(struct lc_thread *thread, const char name[16])
{
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    size_t bytes = strnlen(name, sizeof(thread->name));
    struct lc_trace_name *record = lc_trace_begin(trace, LC_REC_NAME, sizeof(*record) + bytes);
    if (record) {
        record->record.flags = LC_NAME_THREAD;
        record->id = thread->id;
        record->name = lc_trace_put_text(record, sizeof(*record), name, bytes);
        lc_trace_commit(trace);
        memcpy(thread->name, name, sizeof(thread->name));
    }
}

void lc_thread_record_now_locked(struct lc_thread *thread)
{
    bool was_recorded = thread->recorded;
    char name[16];
    lc_thread_record_locked(thread);
    if (!was_recorded) {
        return;
    }
    lc_thread_name(thread, name);
    if (name[0] && strncmp(name, thread->name, sizeof(name)) != 0) {
        rename_record(thread, name);
    }
}

/* Once for each place where such threads are created. */
static bool is_news_of_leak(uint32_t create_stack)
{
    return lc_finding_is_news_locked(LC_FINDING_THREAD_LEAK, create_stack);
}

static void write_leak(lc_thread_id thread, enum lc_leak leak)
{
    const struct lc_finding_step step = {.step = {.thread = thread}};
    lc_finding_write_locked(&(struct lc_finding){
        .kind = LC_FINDING_THREAD_LEAK,
        .tier = LC_TIER_INFO,
        .detail = leak,
        .steps = &step,
        .step_count = 1,
    });
}

/* Threads whose creation was not seen, such as the first one, are nobody's to join. */
static void tell_ended(const struct lc_ended *ended)
{
    static const char no_name[16];
    if (ended->creator && is_news_of_leak(ended->create_stack) &&
        lc_ended_record_locked(ended, no_name)) {
        write_leak(ended->id, LC_LEAK_ENDED);
    }
}

static void tell_running(void)
{
    for (const struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        if (t->creator && !t->detached && is_news_of_leak(t->create_stack)) {
            write_leak(t->id, LC_LEAK_RUNNING);
        }
    }
}

void lc_ending_tell_leaks_locked(bool is_done)
{
    lc_handles_ended_locked(tell_ended);
    if (is_done) {
        tell_running();
    }
}
