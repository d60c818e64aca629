#include <string.h>

#include "runtime/annotation.h"
#include "runtime/classes.h"
#include "runtime/dependency.h"
#include "runtime/finding.h"
#include "runtime/foreign_unlock.h"
#include "runtime/held.h"
#include "runtime/locks.h"
#include "runtime/once.h"
#include "runtime/sem.h"
#include "runtime/shared.h"
#include "runtime/state.h"

enum { HELD_FOLLOWED_MAX = 512 };
_Static_assert(HELD_FOLLOWED_MAX == 512, "the note says so");

/* Scratch for one request; under cold. */
static struct lc_order_held *s_held;
static uint32_t s_held_max;

static int reserve(uint32_t count)
{
    if (count <= s_held_max) {
        return 0;
    }
    uint32_t max = count < 64 ? 64 : count * 2;
    struct lc_order_held *held = lc_arena_alloc(&g_lc.arena, max * sizeof(*held));
    if (!held) {
        return -1;
    }
    s_held = held;
    s_held_max = max;
    return 0;
}

void lc_dependency_reset_locked(void)
{
    s_held = NULL;
    s_held_max = 0;
}

void lc_held_confirm_locked(struct lc_thread *self)
{
    uint32_t count = lc_held_count(self);
    for (uint32_t i = 0; i < count; i++) {
        struct lc_held *entry = &self->held[i];
        uint32_t stack = lc_site_confirm_locked(self, entry);
        if (stack != lc_held_stack(entry)) {
            entry->info = (entry->info & ~(uint64_t)UINT32_MAX) | stack;
        }
    }
}

void lc_held_confirm(struct lc_thread *self)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    lc_held_confirm_locked(self);
    lc_cold_leave(self);
    lc_thread_leave(self);
}

/* The held locks by id, without `wanted`. -1: no memory. */
static int collect_held(struct lc_thread *self, const void *wanted, bool *ret_holds_it)
{
    uint32_t count = lc_held_count(self);
    lc_held_confirm_locked(self);
    if (reserve(count) != 0) {
        return -1;
    }
    int used = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct lc_held *entry = &self->held[i];
        void *address = lc_held_lock(entry);
        if (!address) {
            continue; /* a handler interrupted the push, or it was struck off just now */
        }
        if (lc_annotation_is_private_locked(self, (uintptr_t)address)) {
            continue; /* nobody else can want it */
        }
        *ret_holds_it |= address == wanted;
        const struct lc_lock *lock = lc_lock_get_locked(self, address, lc_held_kind(entry));
        if (!lock) {
            return -1;
        }
        s_held[used++] =
            (struct lc_order_held){lock->id, lc_held_mode(entry), lc_held_stack(entry)};
    }
    return used;
}

/* Other processes care who does it and when, not only that somebody once did. */
static bool is_shared(const struct lc_order_request *request)
{
    if (!lc_shared_matters_locked()) {
        return false;
    }
    bool shared = lc_lock_by_id_locked(request->lock)->place == LC_PLACE_SHARED;
    for (size_t i = 0; i < request->held_count && !shared; i++) {
        shared = lc_lock_by_id_locked(request->held[i].lock)->place == LC_PLACE_SHARED;
    }
    return shared;
}

/*
 * What is kept of a request grows with what is held, and so all of them with its square. The report
 * says that some were not followed.
 */
static bool are_too_many_held(const struct lc_thread *self)
{
    if (lc_held_count(self) <= HELD_FOLLOWED_MAX) {
        return false;
    }
    if (g_lc.counts.dropped_other++ == 0) {
        lc_runtime_note_locked("a thread held more than 512 locks at once: what it asked for "
                               "meanwhile was not followed",
                               true);
    }
    return true;
}

/* False: not recorded, for want of memory; the counts say so. */
static bool record(struct lc_thread *self, void *address, unsigned kind, unsigned mode,
                   uint64_t call)
{
    struct lc_held asked = {.info = LC_HELD_INFO(kind, mode, call)};
    bool holds_it = false;
    if (are_too_many_held(self)) {
        return true;
    }
    int held_count = collect_held(self, address, &holds_it);
    struct lc_lock *lock = held_count < 0 ? NULL : lc_lock_get_locked(self, address, kind);
    if (!lock) {
        g_lc.counts.dropped_no_memory++;
        return false;
    }
    if (holds_it || held_count == 0 || lc_annotation_is_private_locked(self, (uintptr_t)address)) {
        return true; /* a relock is no dependency, and what nobody else knows cannot block */
    }
    struct lc_order_request request = {
        .thread = self->id,
        .lock = lock->id,
        .mode = mode,
        .stack = lc_site_confirm_locked(self, &asked),
        .held = s_held,
        .held_count = (size_t)held_count,
    };
    struct lc_order_counts known = lc_order_counts(g_lc.order);
    int error = lc_order_add(g_lc.order, &request, lc_finding_ring, self);
    lc_once_locks_locked(self);
    struct lc_order_counts counts = lc_order_counts(g_lc.order);
    g_lc.counts.dependencies = counts.dependencies;
    g_lc.counts.dropped_search = counts.search_cut;
    g_lc.counts.forgotten_locks = counts.forgotten_locks;
    g_lc.counts.dropped_no_memory += error != 0;
    if (counts.dependencies > known.dependencies ||
        (counts.witnesses > known.witnesses && is_shared(&request))) {
        lc_finding_dependency_locked(self, &request);
    }
    if (g_lc.options.class) {
        lc_classes_add_locked(self, &request);
    }
    return error == 0;
}

uint64_t lc_dependency_new(struct lc_thread *self, void *lock, unsigned kind, unsigned mode,
                           uint64_t call, uint64_t hash)
{
    lc_sem_sync(self);
    (void)lc_foreign_unlock_sync(self);
    uint32_t count = lc_held_count(self);
    hash = lc_held_hash_with(self, count, lock, mode);
    if (count == 0) {
        return hash;
    }
    bool settled = lc_load_relaxed(&self->held[count - 1].lock) != NULL;
    lc_thread_enter(self);
    lc_cold_enter(self);
    (void)record(self, lock, kind, mode, call);
    lc_cold_leave(self);
    lc_thread_leave(self);
    if (settled) {
        *lc_seen_slot(self, hash) = hash;
    }
    return hash;
}

bool lc_held_grow(struct lc_thread *self)
{
    if (lc_foreign_unlock_sync(self)) {
        return true;
    }
    uint32_t max = self->held_max * 2;
    lc_thread_enter(self);
    lc_cold_enter(self);
    /* The old array is not given back: whoever walks our locks may be reading it. */
    struct lc_held *held = lc_arena_alloc(&g_lc.arena, max * sizeof(*held));
    if (held) {
        memcpy(held, self->held, self->held_max * sizeof(*held));
        self->held = held;
        self->held_max = max;
    } else {
        g_lc.counts.dropped_no_memory++;
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
    return held != NULL;
}

bool lc_held_is_settled(const struct lc_thread *self)
{
    uint32_t i = lc_held_count(self);
    while (i > 0 && lc_load_relaxed(&self->held[i - 1].lock)) {
        i--;
    }
    return i == 0;
}

void lc_held_rehash(struct lc_thread *self, uint32_t index)
{
    uint32_t count = lc_held_count(self);
    for (uint32_t i = index; i < count; i++) {
        struct lc_held *entry = &self->held[i];
        entry->hash =
            lc_held_hash_with(self, i, lc_load_relaxed(&entry->lock), lc_held_mode(entry));
    }
}

/* profile=1: when the locks behind it were taken moves up with them. */
static void remove_time(struct lc_thread *self, uint32_t index)
{
    enum { LAST = LC_HELD_START - 1 };
    for (uint32_t i = index; i < LAST; i++) {
        self->taken_ns[i] = self->taken_ns[i + 1];
    }
    if (index <= LAST) {
        self->taken_ns[LAST] = 0; /* that one was not timed */
    }
}

void lc_held_remove(struct lc_thread *self, uint32_t index)
{
    lc_thread_enter(self);
    uint32_t count = lc_held_count(self);
    for (uint32_t i = index; i + 1 < count; i++) {
        self->held[i] = self->held[i + 1];
    }
    lc_store_relaxed(&self->held[count - 1].lock, NULL);
    lc_store_relaxed(&self->tally, lc_load_relaxed(&self->tally) - 1);
    if (LC_UNLIKELY(g_lc.options.profile)) {
        remove_time(self, index);
    }
    lc_held_rehash(self, index);
    lc_thread_leave(self);
}

bool lc_released_slow(struct lc_thread *self, const void *lock, const void *depth)
{
    int i = lc_held_find(self, lock);
    if (i < 0) {
        return false;
    }
    struct lc_held *entry = &self->held[i];
    if (entry->info & LC_HELD_ON_TRIAL) {
        entry->info &= ~LC_HELD_ON_TRIAL;
        lc_site_judge(self, entry, depth);
    }
    if (entry->info & LC_HELD_WATCHED) {
        entry->info &= ~LC_HELD_WATCHED;
        lc_signal_lock_was_held(self, entry);
    }
    if (entry->info >= 2 * LC_HELD_ONCE) {
        entry->info -= LC_HELD_ONCE;
    } else {
        lc_held_remove(self, (uint32_t)i);
    }
    return true;
}
