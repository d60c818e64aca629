#include "preload/cond_wait.h"

#include <errno.h>

#include "preload/mutex.h"
#include "runtime/blocking.h"
#include "runtime/cond.h"
#include "runtime/contention.h"
#include "runtime/finding.h"
#include "runtime/held.h"

static LC_COLD void tell_not_held(struct lc_thread *self, pthread_mutex_t *mutex, uint32_t owner,
                                  uint32_t stack)
{
    lc_finding_misuse(self, &(struct lc_misuse){
                                .kind = LC_FINDING_COND_NOT_HELD,
                                .tier = LC_TIER_CONFIRMED,
                                .object = mutex,
                                .object_kind = LC_LOCK_MUTEX,
                                .stack = stack,
                                .other_tid = owner,
                            });
}

static bool is_of_processes(const pthread_mutex_t *mutex)
{
    enum { KIND_PSHARED = 0x80 };
    return mutex->__data.__kind & KIND_PSHARED;
}

static bool is_shared(const struct lc_cond_call *call)
{
    enum { WREFS_SHARED = 1 };
    const pthread_cond_t *cond = call->cond;
    return cond->__data.__wrefs & WREFS_SHARED || is_of_processes(call->mutex);
}

void lc_cond_call_begin(struct lc_cond_call *call, struct lc_thread *self, void *cond,
                        pthread_mutex_t *mutex, void *site, void *depth)
{
    uint32_t stack = lc_stack_of_site(self, site, depth);
    uint32_t owner = (uint32_t)__atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED);
    bool in_books = lc_held_find(self, mutex) >= 0;
    *call = (struct lc_cond_call){
        .self = self,
        .mutex = mutex,
        .cond = cond,
        .site = site,
        .depth = depth,
        .was_held = in_books || owner == self->tid,
    };
    if (!call->was_held) {
        tell_not_held(self, mutex, owner, stack);
    }
    lc_cond_wait_begin(self, cond, mutex, stack);
    if (in_books) {
        lc_mutex_count_use(self, mutex);
        (void)lc_released(self, mutex, depth);
        call->stays_held = lc_held_find(self, mutex) >= 0;
    }
    if (LC_UNLIKELY(lc_held_count(self) != 0)) {
        lc_held_confirm(self);
    }
    lc_nested_wait_seen(self, cond, stack);
    if (!call->stays_held) {
        call->index = lc_asking(self, mutex, LC_LOCK_MUTEX, LC_MODE_WRITE, site, depth);
        bool keeps_others = lc_held_count(self) > 1; /* the one claimed for it counts */
        call->is_told = keeps_others && is_of_processes(mutex);
        if (LC_UNLIKELY(call->is_told)) {
            lc_cond_tell_begin(self);
        }
    }
}

void lc_cond_call_last(const struct lc_cond_call *call)
{
    /* With a mutex that is not its own the call may be refused, instead of waiting. */
    if (call->was_held && !is_shared(call)) {
        lc_stuck_last_one(call->self,
                          &(struct lc_stuck_last){
                              .tid = call->self->tid,
                              .since_ns = lc_load_relaxed(&call->self->cond_wait.since_ns),
                              .gives_up = call->stays_held ? NULL : call->mutex,
                          });
    }
}

/* With other locks held all the while. */
static void tell_blocked(const struct lc_cond_call *call)
{
    uint32_t mutex_itself = 1; /* its slot is claimed already, or it stayed held */
    if (lc_held_count(call->self) > mutex_itself) {
        const struct lc_blocking what = {call->cond, LC_LOCK_COND};
        lc_blocking_over(call->self, lc_load_relaxed(&call->self->cond_wait.since_ns), &what,
                         call->site, call->depth);
    }
}

static void taken_back(struct lc_cond_call *call)
{
    if (call->is_told) {
        lc_cond_tell_end(call->self);
    }
    tell_blocked(call);
    lc_cond_wait_end(call->self);
    if (call->stays_held) {
        call->self->held[lc_held_find(call->self, call->mutex)].info += LC_HELD_ONCE;
    } else {
        lc_taken(call->self, call->index, call->mutex);
        if (lc_profile_is_on()) {
            lc_profile_takes(call->self, call->index);
        }
    }
}

/* Errors that leave the mutex as it was come before anything is done; but not ENOTRECOVERABLE. */
static bool has_mutex(const struct lc_cond_call *call, int result)
{
    return result == 0 || result == ETIMEDOUT || result == EOWNERDEAD ||
           (call->was_held && result != ENOTRECOVERABLE);
}

int lc_cond_call_end(struct lc_cond_call *call, int result)
{
    if (has_mutex(call, result)) {
        taken_back(call);
    } else {
        if (call->is_told) {
            lc_cond_tell_end(call->self);
        }
        lc_cond_wait_end(call->self);
        lc_not_taken(call->self, call->index);
    }
    return result;
}

void lc_cond_call_cancelled(void *call)
{
    taken_back(call);
}
