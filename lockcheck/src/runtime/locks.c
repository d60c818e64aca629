#include "runtime/locks.h"

#include <string.h>

#include "base/hash.h"
#include "runtime/annotation.h"
#include "runtime/event.h"
#include "runtime/lifetime.h"
#include "runtime/modules.h"
#include "runtime/nested.h"
#include "runtime/place.h"
#include "runtime/shared.h"
#include "runtime/stack.h"
#include "runtime/state.h"

enum { BUCKETS_START = 1024, INIT_SLOTS = 16384 };

/* Chains by address, by page and by id, with as many buckets each. All under cold. */
struct lock_table {
    struct lc_lock **by_address, **by_page, **by_id;
    uint32_t buckets; /* a power of two */
    uint32_t count;
    struct lc_lock *free;
    lc_lock_id last_id;
};

static struct lock_table s_table;

/* (hash of the address << 32) | stack; any thread, relaxed: a lost entry is a lost label. */
static _Atomic uint64_t s_inits[INIT_SLOTS];

static uint32_t address_bucket(uintptr_t address)
{
    return (uint32_t)lc_hash_mix(address) & (s_table.buckets - 1);
}

static uint32_t page_bucket(uintptr_t page)
{
    return (uint32_t)lc_hash_mix(page ^ 0x5bd1e995) & (s_table.buckets - 1);
}

static void link_lock(struct lc_lock *lock)
{
    struct lc_lock **by_address = &s_table.by_address[address_bucket(lock->address)];
    struct lc_lock **by_page = &s_table.by_page[page_bucket(lock->address >> LC_PAGE_SHIFT)];
    struct lc_lock **by_id = &s_table.by_id[lock->id & (s_table.buckets - 1)];
    lock->address_next = *by_address;
    lock->page_next = *by_page;
    lock->id_next = *by_id;
    *by_address = lock;
    *by_page = lock;
    *by_id = lock;
}

static int grow_table(void)
{
    uint32_t buckets = s_table.buckets ? s_table.buckets * 2 : BUCKETS_START;
    struct lc_lock **by_address = lc_arena_alloc(&g_lc.arena, buckets * sizeof(*by_address));
    struct lc_lock **by_page = lc_arena_alloc(&g_lc.arena, buckets * sizeof(*by_page));
    struct lc_lock **by_id = lc_arena_alloc(&g_lc.arena, buckets * sizeof(*by_id));
    if (!by_address || !by_page || !by_id) {
        return -1;
    }
    struct lock_table old = s_table;
    s_table.by_address = by_address;
    s_table.by_page = by_page;
    s_table.by_id = by_id;
    s_table.buckets = buckets;
    for (uint32_t i = 0; i < old.buckets; i++) {
        struct lc_lock *next;
        for (struct lc_lock *lock = old.by_address[i]; lock; lock = next) {
            next = lock->address_next;
            link_lock(lock);
        }
    }
    return 0;
}

static void filter_add(uintptr_t address)
{
    _Atomic uint8_t *slot = &g_lc_pages[address >> LC_PAGE_SHIFT & (LC_PAGE_SLOTS - 1)];
    uint8_t count = lc_load_relaxed(slot);
    if (count < UINT8_MAX) {
        lc_store_relaxed(slot, count + 1);
    }
}

static void filter_remove(uintptr_t address)
{
    _Atomic uint8_t *slot = &g_lc_pages[address >> LC_PAGE_SHIFT & (LC_PAGE_SLOTS - 1)];
    uint8_t count = lc_load_relaxed(slot);
    if (count < UINT8_MAX) {
        lc_store_relaxed(slot, count - 1);
    }
}

struct lc_lock *lc_lock_find_locked(uintptr_t address)
{
    if (!s_table.buckets) {
        return NULL;
    }
    struct lc_lock *lock = s_table.by_address[address_bucket(address)];
    while (lock && lock->address != address) {
        lock = lock->address_next;
    }
    return lock;
}

static uint32_t init_tag(const void *address)
{
    return (uint32_t)(lc_hash_mix((uintptr_t)address) >> 32);
}

void lc_lock_init_remember(const void *address, uint32_t stack)
{
    uint32_t tag = init_tag(address);
    lc_store_relaxed(&s_inits[tag % INIT_SLOTS], (uint64_t)tag << 32 | stack);
}

static uint32_t init_recall(const void *address)
{
    uint32_t tag = init_tag(address);
    uint64_t entry = lc_load_relaxed(&s_inits[tag % INIT_SLOTS]);
    return entry >> 32 == tag ? (uint32_t)entry : 0;
}

static struct lc_lock *lock_new(struct lc_thread *self, void *address, unsigned kind)
{
    if (s_table.count >= s_table.buckets && grow_table() != 0) {
        return NULL;
    }
    struct lc_lock *lock = s_table.free;
    if (lock) {
        s_table.free = lock->address_next;
        memset(lock, 0, sizeof(*lock));
    } else {
        lock = lc_arena_alloc(&g_lc.arena, sizeof(*lock));
    }
    if (!lock) {
        return NULL;
    }
    lock->address = (uintptr_t)address;
    lock->id = ++s_table.last_id;
    lock->kind = (uint8_t)kind;
    lock->init_stack = init_recall(address);
    lc_place_find_locked(self, lock);
    link_lock(lock);
    s_table.count++;
    filter_add(lock->address);
    lc_store_relaxed(&g_lc_tracked, s_table.count);
    g_lc.counts.locks++;
    return lock;
}

struct lc_lock *lc_lock_get_locked(struct lc_thread *self, void *address, unsigned kind)
{
    struct lc_lock *lock = lc_lock_find_locked((uintptr_t)address);
    if (!lock) {
        lock = lock_new(self, address, kind);
    } else if (lock->kind == 0 && kind != 0) {
        lock->kind = (uint8_t)kind;
        lc_place_learn_kind_locked(lock);
        if (lock->place == LC_PLACE_UNKNOWN) {
            lc_shared_find_locked(lock);
        }
    }
    if (lock) {
        lock->toucher = lock->toucher ? lock->toucher : self->id;
        lock->is_shared |= lock->toucher != self->id;
        lc_place_touched_locked(lock, self);
    }
    return lock;
}

struct lc_lock *lc_lock_by_id_locked(lc_lock_id id)
{
    if (!s_table.buckets) {
        return NULL;
    }
    struct lc_lock *lock = s_table.by_id[id & (s_table.buckets - 1)];
    while (lock && lock->id != id) {
        lock = lock->id_next;
    }
    return lock;
}

lc_lock_id lc_lock_new_id_locked(void)
{
    return ++s_table.last_id;
}

static void unlink_lock(struct lc_lock *lock)
{
    struct lc_lock **link = &s_table.by_address[address_bucket(lock->address)];
    while (*link != lock) {
        link = &(*link)->address_next;
    }
    *link = lock->address_next;
    link = &s_table.by_page[page_bucket(lock->address >> LC_PAGE_SHIFT)];
    while (*link != lock) {
        link = &(*link)->page_next;
    }
    *link = lock->page_next;
    link = &s_table.by_id[lock->id & (s_table.buckets - 1)];
    while (*link != lock) {
        link = &(*link)->id_next;
    }
    *link = lock->id_next;
}

/* Findings stand or fall with a withdrawal: it is told however little room there is. */
static void record_gone(const struct lc_lock *lock, enum lc_gone_reason reason)
{
    if (!lock->recorded || (reason != LC_GONE_WITHDRAWN && !lc_runtime_trace_roomy_locked())) {
        return;
    }
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    struct lc_trace_lock_gone *record = lc_trace_begin(trace, LC_REC_LOCK_GONE, sizeof(*record));
    if (record) {
        record->record.flags = (uint16_t)reason;
        record->lock = lock->id;
        lc_trace_commit(trace);
    }
}

void lc_lock_end_locked(struct lc_lock *lock, enum lc_gone_reason reason)
{
    record_gone(lock, reason);
    if (lock->place == LC_PLACE_SHARED &&
        (reason == LC_GONE_DESTROYED || reason == LC_GONE_REINITIALISED)) {
        lc_event_lock_end_locked(lock->id);
    }
    if (reason == LC_GONE_WITHDRAWN) {
        lc_order_lock_withdraw(g_lc.order, lock->id);
    } else {
        lc_order_lock_end(g_lc.order, lock->id);
    }
    if (lock->kind == LC_LOCK_COND) {
        lc_nested_end_locked(lock->id);
    }
    if (lock->queue) {
        lc_order_lock_end(g_lc.order, lock->queue);
    }
    if (lock->token) {
        lc_order_thread_end(g_lc.order, lock->token, true);
    }
    uintptr_t a = lock->address;
    lc_add_relaxed(&g_lc_stamps[(a >> 3 ^ a >> 15) & (LC_STAMP_SLOTS - 1)], 1);
    unlink_lock(lock);
    filter_remove(a);
    lock->address_next = s_table.free;
    s_table.free = lock;
    s_table.count--;
    lc_store_relaxed(&g_lc_tracked, s_table.count);
}

static unsigned end_on_page(uintptr_t page, uintptr_t start, size_t bytes,
                            enum lc_gone_reason reason)
{
    unsigned ended = 0;
    struct lc_lock *next;
    for (struct lc_lock *lock = s_table.by_page[page_bucket(page)]; lock; lock = next) {
        next = lock->page_next;
        if (lock->address - start < bytes && lock->address >> LC_PAGE_SHIFT == page) {
            lc_lock_end_locked(lock, reason);
            ended++;
        }
    }
    return ended;
}

static unsigned end_in_all(uintptr_t start, size_t bytes, enum lc_gone_reason reason)
{
    unsigned ended = 0;
    for (uint32_t i = 0; i < s_table.buckets; i++) {
        struct lc_lock *next;
        for (struct lc_lock *lock = s_table.by_address[i]; lock; lock = next) {
            next = lock->address_next;
            if (lock->address - start < bytes) {
                lc_lock_end_locked(lock, reason);
                ended++;
            }
        }
    }
    return ended;
}

unsigned lc_lock_end_range_locked(uintptr_t start, size_t bytes, enum lc_gone_reason reason)
{
    if (s_table.count == 0 || bytes == 0) {
        return 0;
    }
    uintptr_t first = start >> LC_PAGE_SHIFT;
    uintptr_t last = (start + bytes - 1) >> LC_PAGE_SHIFT;
    if (last - first >= s_table.buckets) {
        return end_in_all(start, bytes, reason);
    }
    unsigned ended = 0;
    for (uintptr_t page = first; page <= last; page++) {
        if (lc_page_is_tracked(page << LC_PAGE_SHIFT)) {
            ended += end_on_page(page, start, bytes, reason);
        }
    }
    return ended;
}

void lc_lock_tell_order_locked(const struct lc_lock *lock)
{
    unsigned doubts = LC_LOCK_FLAG_DOUBTFUL | LC_LOCK_FLAG_UNPROVEN;
    /* What other processes do to a semaphore this one does not see. */
    bool is_shared_sem = lock->kind == LC_LOCK_SEM && lock->flags & LC_LOCK_FLAG_PSHARED;
    uint32_t flags = lock->flags & doubts || is_shared_sem ? LC_ORDER_LOCK_DOUBTFUL : 0;
    if (lock->is_written && lock->flags & LC_LOCK_FLAG_WRITER_FIRST) {
        flags |= LC_ORDER_LOCK_WRITER_FIRST;
    }
    flags |= (uint32_t)lock->permits << LC_ORDER_LOCK_PERMITS_SHIFT;
    lc_order_lock_flags(g_lc.order, lock->id, flags);
}

void lc_lock_record_locked(struct lc_lock *lock)
{
    if (lock->recorded) {
        return;
    }
    lc_stack_record_locked(lock->init_stack);
    lc_stack_record_locked(lock->block_stack);
    if (lock->place == LC_PLACE_SHARED) {
        lc_shared_record_locked(lock->module);
    } else {
        lc_module_record_locked(lock->module);
    }
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    struct lc_trace_lock *record = lc_trace_begin(trace, LC_REC_LOCK, sizeof(*record));
    if (!record) {
        return;
    }
    record->id = lock->id;
    record->kind = lock->kind;
    record->place = lock->place;
    record->flags = lock->flags;
    record->address = lock->address;
    record->module = lock->module;
    record->offset = lock->offset;
    record->init_stack = lock->init_stack;
    record->block_start = lock->block_start;
    record->block_bytes = lock->block_bytes;
    record->block_stack = lock->block_stack;
    record->generation = lock->generation;
    record->device = lock->device;
    record->inode = lock->inode;
    lc_trace_commit(trace);
    lock->recorded = true;
    lc_annotation_record_names_locked(lock);
}

void lc_lock_changed_locked(struct lc_lock *lock)
{
    lc_lock_tell_order_locked(lock);
    if (lock->place == LC_PLACE_SHARED && lock->recorded) {
        lock->recorded = false;
        lc_lock_record_locked(lock);
    }
}

void lc_lock_doubt_locked(struct lc_lock *lock)
{
    lock->flags |= LC_LOCK_FLAG_DOUBTFUL;
    lc_lock_changed_locked(lock);
}

void lc_locks_reset_locked(void)
{
    s_table = (struct lock_table){0};
    memset(g_lc_pages, 0, sizeof(g_lc_pages));
    lc_store_relaxed(&g_lc_tracked, 0);
}
