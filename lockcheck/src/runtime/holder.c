#include "runtime/holder.h"

#include "runtime/held.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

static uint32_t other_holder_tid_locked(const void *lock)
{
    struct lc_thread *thread = lc_thread_first_locked();
    while (thread && lc_held_find(thread, lock) < 0) {
        thread = thread->next;
    }
    return thread ? thread->tid : 0;
}

uint32_t lc_holder_tid(struct lc_thread *self, const void *lock)
{
    if (lc_held_find(self, lock) >= 0) {
        return self->tid;
    }
    lc_thread_enter(self);
    lc_cold_enter(self);
    uint32_t tid = other_holder_tid_locked(lock);
    lc_cold_leave(self);
    lc_thread_leave(self);
    return tid;
}
