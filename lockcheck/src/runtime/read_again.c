#include "runtime/read_again.h"

#include <string.h>

#include "runtime/held.h"
#include "runtime/snapshot.h"
#include "runtime/state.h"

enum { HELD_MAX = 64 };

/* Once for each situation of the thread. */
static bool is_news(struct lc_thread *self, const void *rwlock)
{
    enum { SALT = 0x5272 };
    uint64_t held = lc_held_hash_with(self, lc_held_count(self), rwlock, LC_MODE_READ);
    uint64_t key = lc_hash_mix(held + SALT);
    bool is_known = *lc_seen_slot(self, key) == key;
    *lc_seen_slot(self, key) = key;
    return !is_known;
}

static lc_lock_id queue_of(struct lc_lock *rwlock)
{
    if (!rwlock->queue) {
        rwlock->queue = lc_lock_new_id_locked();
    }
    return rwlock->queue;
}

/* `self` asks for `lock` with what it holds, and `queue` when it is not 0. */
static void add(struct lc_thread *self, lc_lock_id lock, lc_lock_id queue, uint32_t stack)
{
    static struct lc_order_held s_held[HELD_MAX + 1]; /* under cold */
    const struct lc_order_held *held;
    lc_snapshot_clear_locked();
    size_t count = lc_snapshot_held_locked(self, &held);
    if (count > HELD_MAX) {
        return; /* nobody nests so deep, and a ring less is no false one */
    }
    memcpy(s_held, held, count * sizeof(*held));
    if (queue) {
        s_held[count++] = (struct lc_order_held){queue, LC_MODE_WRITE, stack};
    }
    const struct lc_order_request request = {
        .thread = self->id,
        .lock = lock,
        .mode = LC_MODE_WRITE,
        .stack = stack,
        .held = s_held,
        .held_count = count,
    };
    g_lc.counts.dropped_no_memory += lc_order_add(g_lc.order, &request, lc_finding_ring, self) != 0;
}

void lc_read_again(struct lc_thread *self, void *rwlock, uint32_t stack)
{
    if (!is_news(self, rwlock)) {
        return;
    }
    lc_thread_enter(self);
    lc_cold_enter(self);
    struct lc_lock *lock = lc_lock_get_locked(self, rwlock, LC_LOCK_RWLOCK);
    if (lock) {
        add(self, queue_of(lock), 0, stack);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_read_again_writes_locked(struct lc_thread *self, struct lc_lock *rwlock, uint32_t stack)
{
    if (lc_held_find(self, (const void *)rwlock->address) < 0) {
        add(self, rwlock->id, queue_of(rwlock), stack);
    }
}

/* Whoever is before a queue's holder in the ring asks for the queue. */
static bool rename_step(struct lc_finding_step *step, struct lc_finding_step *next)
{
    const struct lc_lock *rwlock = lc_lock_by_id_locked(next->step.lock);
    if (!rwlock || !rwlock->queue || rwlock->queue != step->step.lock) {
        return false;
    }
    step->step.lock = rwlock->id;
    step->step.mode = LC_MODE_READ;
    next->step.held_count--; /* the queue is the last */
    return true;
}

bool lc_read_again_rename_locked(struct lc_finding_step *steps, size_t count)
{
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        found |= rename_step(&steps[i], &steps[(i + 1) % count]);
    }
    return found;
}
