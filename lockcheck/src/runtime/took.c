#include "runtime/took.h"

#include "runtime/ending.h"
#include "runtime/finding.h"
#include "runtime/handles.h"
#include "runtime/lifetime.h"
#include "runtime/locks.h"
#include "runtime/snapshot.h"
#include "runtime/state.h"
#include "runtime/thread.h"

/* The entry of the mutex, or NULL. */
static const struct lc_took *find(const struct lc_took *table, const void *mutex)
{
    for (unsigned i = 0; i < LC_TOOK_SLOTS; i++) {
        if (table[i].lock == mutex) {
            return &table[i];
        }
    }
    return NULL;
}

void lc_took_note(struct lc_thread *self, const void *mutex, uint32_t stack)
{
    const struct lc_took *known = find(self->took, mutex);
    unsigned slot = known ? (unsigned)(known - self->took) : self->took_next++ % LC_TOOK_SLOTS;
    self->took[slot] = (struct lc_took){mutex, stack, lc_lifetime_stamp(mutex)};
}

/* In its present lifetime. */
static const struct lc_took *find_alive(const struct lc_took *table, const void *mutex)
{
    const struct lc_took *took = find(table, mutex);
    return took && took->stamp == lc_lifetime_stamp(mutex) ? took : NULL;
}

/* A thread that waited on a condition with the mutex may have waited for the other to be past it.
 */
static bool came_back_from_wait(const struct lc_thread *self, const struct lc_held *entry)
{
    return lc_held_stack(entry) == lc_load_relaxed(&self->cond_wait.stack);
}

static const struct lc_took *find_held_locked(const struct lc_thread *self,
                                              const struct lc_took *table)
{
    for (uint32_t i = 0; i < lc_held_count(self); i++) {
        const struct lc_held *entry = &self->held[i];
        const void *lock = lc_load_relaxed(&entry->lock);
        const struct lc_took *took =
            lc_held_kind(entry) == LC_LOCK_MUTEX && lock ? find_alive(table, lock) : NULL;
        if (took && !came_back_from_wait(self, entry)) {
            return took;
        }
    }
    return NULL;
}

static void tell_locked(struct lc_thread *self, const struct lc_ended *joined,
                        const struct lc_took *took, uint32_t stack)
{
    static const char no_name[16];
    void *thread = (void *)(uintptr_t)joined->id;
    const struct lc_lock *end = lc_lock_get_locked(self, thread, LC_LOCK_THREAD);
    const struct lc_lock *mutex = lc_lock_get_locked(self, (void *)took->lock, LC_LOCK_MUTEX);
    if (!end || !mutex || !lc_finding_is_news_locked(LC_FINDING_JOIN_HOLDING, stack) ||
        !lc_ended_record_locked(joined, no_name)) {
        return;
    }
    struct lc_finding_step steps[2] = {
        {.step = {.thread = self->id, .lock = end->id, .stack = stack}},
        {.step = {.thread = joined->id, .lock = mutex->id, .stack = took->stack}},
    };
    lc_snapshot_clear_locked();
    steps[0].step.held_count = lc_snapshot_held_locked(self, &steps[0].step.held);
    lc_finding_write_locked(&(struct lc_finding){
        .kind = LC_FINDING_JOIN_HOLDING,
        .tier = LC_TIER_POSSIBLE,
        .steps = steps,
        .step_count = 2,
    });
}

void lc_took_joined(struct lc_thread *self, uint64_t handle, uint32_t stack)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    const struct lc_ended *ended;
    const struct lc_took *table = lc_handle_took_locked(handle, &ended);
    const struct lc_took *took = table ? find_held_locked(self, table) : NULL;
    if (took) {
        tell_locked(self, ended, took, stack);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}
