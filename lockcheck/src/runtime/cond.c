#include "runtime/cond.h"

#include "base/hash.h"
#include "runtime/board.h"
#include "runtime/finding.h"
#include "runtime/held.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

enum { SLOTS = 1024 };

/* Any thread, relaxed. Conditions that share a slot take it from each other: that costs a look. */
struct slot {
    void *_Atomic cond;
    void *_Atomic mutex;      /* of the newest wait */
    _Atomic uint32_t signals; /* wraps */
    _Atomic uint32_t owed;    /* about how many waiters have been signalled and are not back */
};

static struct slot s_slots[SLOTS];

static struct slot *slot_of(const void *cond)
{
    return &s_slots[lc_hash_mix((uintptr_t)cond) & (SLOTS - 1)];
}

/* Two that do this at once may lose one: it is about right. */
static void owe(struct slot *slot, uint32_t wakes, uint32_t waiters)
{
    uint32_t owed = lc_load_relaxed(&slot->owed) + wakes;
    lc_store_relaxed(&slot->owed, owed < waiters ? owed : waiters);
}

void lc_cond_signalled(const void *cond, uint32_t wakes, uint32_t waiters)
{
    struct slot *slot = slot_of(cond);
    if (lc_load_relaxed(&slot->cond) == cond) {
        (void)lc_add_relaxed(&slot->signals, 1);
        owe(slot, wakes, waiters);
    }
}

void lc_cond_owes_nobody(const void *cond)
{
    struct slot *slot = slot_of(cond);
    if (lc_load_relaxed(&slot->cond) == cond && lc_load_relaxed(&slot->owed) != 0) {
        lc_store_relaxed(&slot->owed, 0);
    }
}

bool lc_cond_is_owed(const void *cond)
{
    const struct slot *slot = slot_of(cond);
    return lc_load_relaxed(&slot->cond) == cond && lc_load_relaxed(&slot->owed) > 0;
}

/*
 * Another thread that certainly waits on the condition with another mutex: nothing was signalled
 * since its wait began, so it has not been woken.
 */
static struct lc_thread *find_other_locked(const struct lc_thread *self, const struct slot *slot)
{
    void *cond = lc_load_relaxed(&self->cond_wait.cond);
    void *mutex = lc_load_relaxed(&self->cond_wait.mutex);
    for (struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        struct lc_cond_wait *wait = &t->cond_wait;
        /* Acquire; pairs with the release in lc_cond_wait_begin(). */
        void *other = lc_load_acquire(&wait->mutex);
        if (t != self && other && other != mutex && lc_load_relaxed(&wait->cond) == cond &&
            lc_load_relaxed(&wait->signals) == lc_load_relaxed(&slot->signals)) {
            return t;
        }
    }
    return NULL;
}

static LC_COLD void look_for_two(struct lc_thread *self, struct slot *slot)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    const struct lc_thread *other = find_other_locked(self, slot);
    if (other) {
        (void)lc_finding_misuse_locked(self,
                                       &(struct lc_misuse){
                                           .kind = LC_FINDING_COND_TWO_MUTEXES,
                                           .tier = LC_TIER_CONFIRMED,
                                           .object = lc_load_relaxed(&self->cond_wait.mutex),
                                           .object_kind = LC_LOCK_MUTEX,
                                           .stack = lc_load_relaxed(&self->cond_wait.stack),
                                           .other_tid = other->tid,
                                           .other_object = lc_load_relaxed(&other->cond_wait.mutex),
                                           .other_kind = LC_LOCK_MUTEX,
                                           .other_stack = lc_load_relaxed(&other->cond_wait.stack),
                                       });
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_cond_wait_begin(struct lc_thread *self, void *cond, void *mutex, uint32_t stack)
{
    struct slot *slot = slot_of(cond);
    struct lc_cond_wait *wait = &self->cond_wait;
    lc_store_relaxed(&wait->cond, cond);
    lc_store_relaxed(&wait->stack, stack);
    lc_store_relaxed(&wait->signals, lc_load_relaxed(&slot->signals));
    lc_store_relaxed(&wait->since_ns, lc_runtime_now_ns());
    /* Release; pairs with the acquire of whoever reads the wait. */
    lc_store_release(&wait->mutex, mutex);
    bool is_same = lc_load_relaxed(&slot->cond) == cond && lc_load_relaxed(&slot->mutex) == mutex;
    if (!is_same) {
        lc_store_relaxed(&slot->cond, cond);
        lc_store_relaxed(&slot->mutex, mutex);
        lc_store_relaxed(&slot->owed, 0);
    }
    /* Of two threads that come at once with two mutexes, one sees the other's entry or wait. */
    lc_fence_seq_cst();
    if (!is_same || lc_load_relaxed(&slot->mutex) != mutex) {
        look_for_two(self, slot);
    }
}

void lc_cond_wait_end(struct lc_thread *self)
{
    struct slot *slot = slot_of(lc_load_relaxed(&self->cond_wait.cond));
    uint32_t owed = lc_load_relaxed(&slot->owed);
    if (owed > 0) {
        lc_store_relaxed(&slot->owed, owed - 1);
    }
    /* Release; pairs with the acquire of whoever reads the wait. */
    lc_store_release(&self->cond_wait.mutex, NULL);
}

void lc_cond_tell_begin(struct lc_thread *self)
{
    const struct lc_cond_wait *wait = &self->cond_wait;
    lc_thread_enter(self);
    lc_cold_enter(self);
    self->wait = (struct lc_wait){
        .object = lc_load_relaxed(&wait->mutex),
        .kind = LC_LOCK_MUTEX,
        .mode = LC_MODE_WRITE,
        .stack = lc_load_relaxed(&wait->stack),
        .since_ns = lc_load_relaxed(&wait->since_ns),
        .is_in_cond = true,
    };
    lc_board_put_locked(self);
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_cond_tell_end(struct lc_thread *self)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    lc_board_clear_locked(self);
    lc_cold_leave(self);
    lc_thread_leave(self);
}

/* A thread that waits on the condition and has not been signalled since it began to. */
static const struct lc_thread *find_waiter_locked(const struct slot *slot, const void *cond)
{
    for (const struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        /* Acquire; pairs with the release in lc_cond_wait_begin(). */
        if (lc_load_acquire(&t->cond_wait.mutex) && lc_load_relaxed(&t->cond_wait.cond) == cond &&
            lc_load_relaxed(&t->cond_wait.signals) == lc_load_relaxed(&slot->signals)) {
            return t;
        }
    }
    return NULL;
}

static LC_COLD bool tell_awaited(struct lc_thread *self, const struct slot *slot, void *cond,
                                 uint32_t stack)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    const struct lc_thread *waiter = find_waiter_locked(slot, cond);
    if (waiter) {
        (void)lc_finding_misuse_locked(self,
                                       &(struct lc_misuse){
                                           .kind = LC_FINDING_DESTROY_AWAITED,
                                           .tier = LC_TIER_CONFIRMED,
                                           .object = cond,
                                           .object_kind = LC_LOCK_COND,
                                           .stack = stack,
                                           .other_tid = waiter->tid,
                                           .other_stack = lc_load_relaxed(&waiter->cond_wait.stack),
                                       });
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
    return waiter != NULL;
}

bool lc_cond_tell_if_awaited(struct lc_thread *self, void *cond, uint32_t stack)
{
    struct slot *slot = slot_of(cond);
    bool was_waited_on = lc_load_relaxed(&slot->cond) == cond;
    return LC_UNLIKELY(was_waited_on) && tell_awaited(self, slot, cond, stack);
}

/* Once for each thread and place. */
static LC_COLD void tell_not_held(struct lc_thread *self, void *cond, void *site, void *depth)
{
    uint64_t key = lc_hash_mix((uintptr_t)site ^ LC_FINDING_SIGNAL_NOT_HELD);
    if (*lc_seen_slot(self, key) != key) {
        *lc_seen_slot(self, key) = key;
        lc_finding_misuse(self, &(struct lc_misuse){
                                    .kind = LC_FINDING_SIGNAL_NOT_HELD,
                                    .tier = LC_TIER_INFO,
                                    .object = cond,
                                    .object_kind = LC_LOCK_COND,
                                    .stack = lc_stack_of_site(self, site, depth),
                                });
    }
}

void lc_cond_signal_check(void *cond, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    const struct slot *slot = slot_of(cond);
    if (!self || lc_load_relaxed(&slot->cond) != cond) {
        return;
    }
    void *mutex = lc_load_relaxed(&slot->mutex);
    if (mutex && lc_held_find(self, mutex) < 0) {
        tell_not_held(self, cond, site, depth);
    }
}
