#include "runtime/contention.h"

#include <string.h>

#include "base/hash.h"
#include "runtime/contended.h"
#include "runtime/held.h"
#include "runtime/lifetime.h"
#include "runtime/locks.h"
#include "runtime/thread.h"

static struct lc_contended s_locks[LC_CONTENTION_LOCKS];
static struct lc_contended_place s_places[LC_CONTENTION_PLACES];
static _Atomic bool s_is_used;
static _Atomic bool s_is_full; /* something found no room */

/* ---- The tables ---- */

/* The slot of the key; *ret_is_new: it is the caller's to fill in and publish. NULL: no room, or
 * somebody else is filling it in. */
static void *find_slot(void *table, size_t count, size_t stride, uint64_t key, bool *ret_is_new)
{
    enum { PROBES = 32 };
    *ret_is_new = false;
    for (unsigned i = 0; i < PROBES; i++) {
        struct lc_contended_slot *slot = (void *)((char *)table + (key + i) % count * stride);
        uint64_t found = lc_load_relaxed(&slot->key);
        if (found == 0 && lc_cas_relaxed(&slot->key, &found, key)) {
            *ret_is_new = true;
            return slot;
        }
        if (found == key) {
            /* Acquire; pairs with the release in publish(). */
            return lc_load_acquire(&slot->is_ready) ? slot : NULL;
        }
    }
    lc_store_relaxed(&s_is_full, true);
    return NULL;
}

static void publish(struct lc_contended_slot *slot)
{
    /* Release; pairs with the acquire of whoever reads what the slot says. */
    lc_store_release(&slot->is_ready, true);
}

static struct lc_contended *find_lock(void *address, unsigned kind)
{
    bool is_new;
    uint64_t key = lc_hash_mix((uintptr_t)address ^ (uint64_t)lc_lifetime_stamp(address) << 48) | 1;
    struct lc_contended *lock =
        find_slot(s_locks, LC_CONTENTION_LOCKS, sizeof(*s_locks), key, &is_new);
    if (is_new) {
        lc_store_relaxed(&s_is_used, true);
        lock->address = address;
        lock->kind = kind;
        publish(&lock->slot);
    }
    return lock;
}

static struct lc_contended_place *find_place(const struct lc_contended *lock, uint32_t stack)
{
    bool is_new;
    uint64_t key = lc_hash_mix(lc_load_relaxed(&lock->slot.key) ^ stack) | 1;
    struct lc_contended_place *place =
        find_slot(s_places, LC_CONTENTION_PLACES, sizeof(*s_places), key, &is_new);
    if (is_new) {
        place->lock = (uint32_t)(lock - s_locks);
        place->stack = stack;
        publish(&place->slot);
    }
    return place;
}

struct lc_contended *lc_contended_lock(uint32_t index)
{
    return index < LC_CONTENTION_LOCKS && lc_load_acquire(&s_locks[index].slot.is_ready)
               ? &s_locks[index]
               : NULL;
}

struct lc_contended_place *lc_contended_place(uint32_t index)
{
    return index < LC_CONTENTION_PLACES && lc_load_acquire(&s_places[index].slot.is_ready)
               ? &s_places[index]
               : NULL;
}

bool lc_contended_any(void)
{
    return lc_load_relaxed(&s_is_used);
}

bool lc_contended_is_full(void)
{
    return lc_load_relaxed(&s_is_full);
}

void lc_contention_reset_locked(void)
{
    if (lc_load_relaxed(&s_is_used)) {
        memset(s_locks, 0, sizeof(s_locks));
        memset(s_places, 0, sizeof(s_places));
        lc_store_relaxed(&s_is_used, false);
        lc_store_relaxed(&s_is_full, false);
    }
}

/* ---- Counting ---- */

/* Whether it is the most so far. */
static bool raise_to(_Atomic uint64_t *most, uint64_t value)
{
    uint64_t found = lc_load_relaxed(most);
    while (found < value) {
        if (lc_cas_relaxed(most, &found, value)) {
            return true;
        }
    }
    return false;
}

/*
 * What the end of the process will speak of may be gone by then: the thread, and the lock unless it
 * is NULL, are described now.
 */
static LC_COLD void describe(struct lc_thread *self, struct lc_contended *lock)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    lc_thread_record_locked(self);
    self->is_described = true;
    struct lc_lock *tracked = lock ? lc_lock_get_locked(self, lock->address, lock->kind) : NULL;
    if (tracked) {
        lc_lock_record_locked(tracked);
        lc_store_relaxed(&lock->id, tracked->id);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

static void describe_once(struct lc_thread *self, struct lc_contended *lock)
{
    bool is_lock_new = !lc_load_relaxed(&lock->id);
    if (LC_UNLIKELY(is_lock_new || !self->is_described)) {
        describe(self, is_lock_new ? lock : NULL);
    }
}

/* Waits of little account are spared that. */
enum { NOTABLE_NS = 1000 * 1000 };

void lc_contention_waited(struct lc_thread *self, void *address, unsigned kind, uint32_t stack,
                          uint64_t since_ns)
{
    uint64_t waited_ns = lc_runtime_now_ns() - since_ns;
    struct lc_contended *lock = find_lock(address, kind);
    struct lc_contended_place *place = lock ? find_place(lock, stack) : NULL;
    if (!place) {
        return;
    }
    (void)lc_add_relaxed(&lock->waits, 1);
    uint64_t sum_ns = lc_add_relaxed(&lock->waited_ns, waited_ns) + waited_ns;
    (void)lc_add_relaxed(&place->waits, 1);
    (void)lc_add_relaxed(&place->waited_ns, waited_ns);
    if (raise_to(&place->waited_ns_max, waited_ns)) {
        lc_store_relaxed(&place->waiter, self->id);
    }
    struct lc_contended_place *giver = lc_contended_place(lc_load_relaxed(&lock->giver_place) - 1);
    if (giver) {
        (void)lc_add_relaxed(&giver->hindered, 1);
        (void)lc_add_relaxed(&giver->hindered_ns, waited_ns);
        lc_store_relaxed(&giver->giver, lc_load_relaxed(&lock->giver));
    }
    if (sum_ns >= NOTABLE_NS) {
        describe_once(self, lock);
    }
}

void lc_contention_gives(struct lc_thread *self, void *address)
{
    int i = lc_held_find(self, address);
    struct lc_contended *lock = i < 0 ? NULL : find_lock(address, lc_held_kind(&self->held[i]));
    struct lc_contended_place *place =
        lock ? find_place(lock, lc_held_stack(&self->held[i])) : NULL;
    if (!place) {
        return;
    }
    if (LC_UNLIKELY(!self->is_described)) {
        describe(self, NULL);
    }
    lc_store_relaxed(&lock->giver, self->id);
    lc_store_relaxed(&lock->giver_place, (uint32_t)(place - s_places) + 1);
}

/* ---- All of them ---- */

void lc_profile_takes(struct lc_thread *self, uint32_t index)
{
    if (index < LC_COUNT_OF(self->taken_ns)) {
        self->taken_ns[index] = lc_runtime_now_ns();
    }
}

void lc_profile_gives(struct lc_thread *self, void *address)
{
    int i = lc_held_find(self, address);
    if (i < 0 || (size_t)i >= LC_COUNT_OF(self->taken_ns) || !self->taken_ns[i] ||
        lc_held_is_nested(&self->held[i])) {
        return; /* a recursive mutex that was locked again stays the thread's */
    }
    uint64_t held_ns = lc_runtime_now_ns() - self->taken_ns[i];
    struct lc_contended *lock = find_lock(address, lc_held_kind(&self->held[i]));
    struct lc_contended_place *place =
        lock ? find_place(lock, lc_held_stack(&self->held[i])) : NULL;
    if (!place) {
        return;
    }
    (void)lc_add_relaxed(&place->takes, 1);
    (void)lc_add_relaxed(&place->held_ns, held_ns);
    (void)raise_to(&place->held_ns_max, held_ns);
    describe_once(self, lock);
}
