#include "runtime/sem.h"

#include <stddef.h>

#include "runtime/annotation.h"
#include "runtime/board.h"
#include "runtime/finding.h"
#include "runtime/held.h"
#include "runtime/locks.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

enum {
    SLOTS_START = 1024,
    SLOT_WAS_USED = 1, /* an address is never 0: this is no semaphore */
    WITHDRAWN_SLOTS = 256,
};

struct lc_sem_table *_Atomic g_lc_sems;
_Atomic uint32_t g_lc_sems_withdrawn;

/* The newest withdrawn; written under cold, read by any. */
static void *_Atomic s_withdrawn[WITHDRAWN_SLOTS];
static uint32_t s_live; /* semaphores in the table; under cold */

static void put(struct lc_sem_table *table, uint64_t entry)
{
    uint32_t i = lc_sem_index(table, LC_SEM_ADDRESS(entry));
    while (lc_load_relaxed(&table->slots[i]) > SLOT_WAS_USED) {
        i = (i + 1) & table->mask;
    }
    table->used += lc_load_relaxed(&table->slots[i]) == 0;
    lc_store_relaxed(&table->slots[i], entry);
}

/*
 * Room for one more. Slots of ended semaphores are swept out by moving to a new table, of the same
 * size when they were most. Tables are not given back: another thread may be reading one.
 */
static struct lc_sem_table *grow(struct lc_sem_table *old)
{
    uint32_t slots = SLOTS_START;
    while (slots < s_live * 4) {
        slots *= 2;
    }
    struct lc_sem_table *table =
        lc_arena_alloc(&g_lc.arena, sizeof(*table) + slots * sizeof(table->slots[0]));
    if (!table) {
        g_lc.counts.dropped_no_memory++;
        return NULL;
    }
    table->mask = slots - 1;
    for (uint32_t i = 0; old && i <= old->mask; i++) {
        uint64_t entry = lc_load_relaxed(&old->slots[i]);
        if (entry > SLOT_WAS_USED) {
            put(table, entry);
        }
    }
    /* Release; pairs with the acquire in lc_sem_state(). */
    lc_store_release(&g_lc_sems, table);
    return table;
}

/* Empty for good where no probe has to pass on, so that slots do not wear out. */
static void clear_slot(struct lc_sem_table *table, _Atomic uint64_t *slot)
{
    uint32_t i = (uint32_t)(slot - table->slots);
    lc_store_relaxed(slot, SLOT_WAS_USED);
    if (lc_load_relaxed(&table->slots[(i + 1) & table->mask]) != 0) {
        return;
    }
    while (lc_load_relaxed(&table->slots[i]) == SLOT_WAS_USED) {
        lc_store_relaxed(&table->slots[i], 0);
        table->used--;
        i = (i - 1) & table->mask;
    }
}

static _Atomic uint64_t *find_locked(const void *sem)
{
    struct lc_sem_table *table = lc_load_relaxed(&g_lc_sems);
    return table ? lc_sem_slot(table, (uintptr_t)sem) : NULL;
}

static void remove_locked(const void *sem)
{
    _Atomic uint64_t *slot = find_locked(sem);
    if (slot) {
        clear_slot(lc_load_relaxed(&g_lc_sems), slot);
        s_live--;
    }
}

static void add_locked(const void *sem, uint64_t state)
{
    struct lc_sem_table *table = lc_load_relaxed(&g_lc_sems);
    if (!table || table->used * 2 > table->mask) {
        table = grow(table);
    }
    if (table) {
        put(table, (uintptr_t)sem | state);
        s_live++;
    }
}

static void note_withdrawn(void *sem)
{
    uint32_t count = lc_load_relaxed(&g_lc_sems_withdrawn);
    lc_store_relaxed(&s_withdrawn[count % WITHDRAWN_SLOTS], sem);
    /* Release; pairs with the acquire in lc_sem_sync(). */
    lc_store_release(&g_lc_sems_withdrawn, count + 1);
}

static void end_lock_locked(const void *sem, enum lc_gone_reason reason)
{
    struct lc_lock *lock = lc_lock_find_locked((uintptr_t)sem);
    if (lock) {
        lc_lock_end_locked(lock, reason);
    }
}

/* enum lc_sem_state; 0: nothing that we follow. */
static uint64_t state_at_birth(const void *sem, const struct lc_sem_birth *birth)
{
    if ((uintptr_t)sem & LC_SEM_BITS_MASK) {
        return 0;
    }
    if (birth->is_shared) {
        return LC_SEM_UNPROVEN | LC_SEM_SHARED | (birth->value == 1 ? LC_SEM_BEGAN_AT_1 : 0);
    }
    if (birth->value <= 1) {
        return birth->value ? LC_SEM_UNPROVEN : 0;
    }
    return birth->value > LC_ORDER_LOCK_PERMITS_MAX ? 0 : LC_SEM_COUNTS;
}

/* ---- Between processes ---- */

/* Its state is known, and the lock's is to be: of those that never come to nest as well. */
static struct lc_lock *get_shared_locked(struct lc_thread *self, void *sem)
{
    bool is_known = lc_lock_find_locked((uintptr_t)sem) != NULL;
    struct lc_lock *lock = lc_lock_get_locked(self, sem, LC_LOCK_SEM);
    g_lc.counts.locks -= lock && !is_known; /* it took part in nothing */
    return lock && lock->place == LC_PLACE_SHARED ? lock : NULL;
}

/* It is no lock, for no process: the others' reports and searches read that in the trace. */
static void give_up_shared_locked(struct lc_thread *self, void *sem)
{
    struct lc_lock *lock = g_lc.options.trace[0] ? get_shared_locked(self, sem) : NULL;
    if (lock) {
        lc_lock_record_locked(lock);
        lc_board_no_lock_locked(lock);
    }
    end_lock_locked(sem, LC_GONE_WITHDRAWN);
    remove_locked(sem);
    add_locked(sem, LC_SEM_NO_LOCK);
}

static void begin_shared_locked(struct lc_thread *self, void *sem, const struct lc_sem_birth *birth)
{
    struct lc_lock *lock = g_lc.options.trace[0] ? get_shared_locked(self, sem) : NULL;
    if (lock && birth->is_renewal) {
        lc_lock_record_locked(lock);
        lc_lock_end_locked(lock, LC_GONE_REINITIALISED);
        lock = get_shared_locked(self, sem);
    }
    if (birth->value != 1) {
        give_up_shared_locked(self, sem);
    } else if (lock) {
        lock->flags |= LC_LOCK_FLAG_BEGAN_AT_1;
        lc_lock_record_locked(lock);
    }
}

void lc_sem_met(struct lc_thread *self, void *sem, unsigned value)
{
    if ((uintptr_t)sem & LC_SEM_BITS_MASK) {
        return;
    }
    lc_thread_enter(self);
    lc_cold_enter(self);
    if (!lc_sem_bits(sem)) {
        add_locked(sem, LC_SEM_UNPROVEN | LC_SEM_SHARED);
        if (value > 1) {
            give_up_shared_locked(self, sem);
        }
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

/* ---- Life ---- */

/* What stands here next is another semaphore: no thread has given that one back yet. */
static void forget_given_locked(const void *sem)
{
    for (struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        if (lc_load_relaxed(&t->given_sem) == sem) {
            lc_store_relaxed(&t->given_sem, NULL);
        }
    }
}

static void set_permits_locked(struct lc_thread *self, void *sem, unsigned value)
{
    struct lc_lock *lock = lc_lock_get_locked(self, sem, LC_LOCK_SEM);
    if (lock) {
        lock->permits = (uint16_t)value;
        lc_lock_tell_order_locked(lock);
    }
}

void lc_sem_born(struct lc_thread *self, void *sem, const struct lc_sem_birth *birth)
{
    uint64_t state = state_at_birth(sem, birth);
    if (!state && !lc_sem_bits(sem)) {
        return;
    }
    lc_lock_init_remember(sem, birth->stack);
    lc_thread_enter(self);
    lc_cold_enter(self);
    end_lock_locked(sem, LC_GONE_REINITIALISED);
    remove_locked(sem);
    forget_given_locked(sem);
    if (state) {
        add_locked(sem, state);
    }
    if (state == LC_SEM_COUNTS) {
        set_permits_locked(self, sem, birth->value);
    } else if (birth->is_shared) {
        begin_shared_locked(self, sem, birth);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

/* How many it began with. */
static unsigned permits_locked(const void *sem)
{
    const struct lc_lock *lock = lc_lock_find_locked((uintptr_t)sem);
    return lock && lock->permits ? lock->permits : 1;
}

void lc_sem_gone(struct lc_thread *self, void *sem, unsigned value, bool is_left)
{
    if (!lc_sem_bits(sem)) {
        return;
    }
    lc_thread_enter(self);
    lc_cold_enter(self);
    bool is_taken = value < permits_locked(sem);
    end_lock_locked(sem, is_left ? LC_GONE_FREED : LC_GONE_DESTROYED);
    remove_locked(sem);
    forget_given_locked(sem);
    if (is_taken) {
        note_withdrawn(sem);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_sem_prove(struct lc_thread *self, void *sem, bool is_end)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    _Atomic uint64_t *slot = find_locked(sem);
    if (slot) {
        uint64_t entry = lc_load_relaxed(slot) & ~(uint64_t)LC_SEM_STATE_MASK;
        lc_store_relaxed(slot, entry | (is_end ? LC_SEM_ENDS : LC_SEM_PROVEN));
    }
    struct lc_lock *lock = lc_lock_find_locked((uintptr_t)sem);
    if (lock) {
        lock->flags &= (uint16_t)~LC_LOCK_FLAG_UNPROVEN;
        lc_lock_changed_locked(lock);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
    if (is_end) {
        lc_annotation_happens_before(self, sem);
    }
}

void lc_sem_check_overpost(struct lc_thread *self, void *sem, unsigned value, uint32_t stack)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    if (value >= permits_locked(sem)) {
        (void)lc_finding_misuse_locked(self, &(struct lc_misuse){
                                                 .kind = LC_FINDING_SEM_OVERPOST,
                                                 .tier = LC_TIER_INFO,
                                                 .object = sem,
                                                 .object_kind = LC_LOCK_SEM,
                                                 .stack = stack,
                                                 .detail = value + 1,
                                             });
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_sem_withdraw(struct lc_thread *self, void *sem)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    if (lc_sem_is_shared(lc_sem_bits(sem))) {
        give_up_shared_locked(self, sem);
    } else {
        end_lock_locked(sem, LC_GONE_WITHDRAWN);
        remove_locked(sem);
    }
    note_withdrawn(sem);
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_sem_doubt(struct lc_thread *self, void *sem)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    struct lc_lock *lock = lc_lock_find_locked((uintptr_t)sem);
    if (lock) {
        lc_lock_doubt_locked(lock);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

static bool was_withdrawn(const void *sem, uint32_t from, uint32_t to)
{
    if (to - from > WITHDRAWN_SLOTS / 2) {
        return true; /* too many to know: letting go of a lock too early misses, and never lies */
    }
    for (uint32_t i = from; i != to; i++) {
        if (lc_load_relaxed(&s_withdrawn[i % WITHDRAWN_SLOTS]) == sem) {
            return true;
        }
    }
    return false;
}

void lc_sem_forget_withdrawn(struct lc_thread *self)
{
    uint32_t from = self->sems_withdrawn;
    /* Acquire; pairs with the release in note_withdrawn(). */
    uint32_t to = lc_load_acquire(&g_lc_sems_withdrawn);
    if (!lc_held_is_settled(self)) {
        return;
    }
    for (uint32_t i = lc_held_count(self); i-- > 0;) {
        const struct lc_held *entry = &self->held[i];
        if (lc_held_kind(entry) == LC_LOCK_SEM &&
            was_withdrawn(lc_load_relaxed(&entry->lock), from, to)) {
            lc_held_remove(self, i);
        }
    }
    self->sems_withdrawn = to;
}
