#include "runtime/thread.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/sys.h"
#include "runtime/ending.h"
#include "runtime/event.h"
#include "runtime/handles.h"
#include "runtime/held.h"
#include "runtime/hold_signals.h"
#include "runtime/inherited.h"
#include "runtime/locks.h"
#include "runtime/shared.h"
#include "runtime/signalled.h"
#include "runtime/state.h"
#include "runtime/stuck.h"
#include "runtime/thread_list.h"

__thread struct lc_thread *tl_self __attribute__((tls_model("initial-exec")));

/* This thread's block while tl_self is hidden, and whether the thread is past its end. */
static __thread struct lc_thread *tl_inside __attribute__((tls_model("initial-exec")));
static __thread bool tl_busy __attribute__((tls_model("initial-exec")));
static __thread bool tl_dead __attribute__((tls_model("initial-exec")));

static uint32_t s_unborn; /* conceived, and not in the list of live ones yet; under cold */

void lc_thread_enter(struct lc_thread *self)
{
    self->errno_outside = errno;
    tl_inside = self;
    lc_fence_signal();
    tl_self = NULL;
}

void lc_thread_leave(struct lc_thread *self)
{
    errno = self->errno_outside;
    lc_fence_signal();
    tl_self = self;
    lc_fence_signal();
    tl_inside = NULL;
}

void lc_thread_let_signals_go(uint64_t before)
{
    struct lc_thread *inside = tl_inside;
    if (inside) {
        lc_thread_leave(inside);
    }
    lc_signals_let_go(before);
    if (inside) {
        lc_thread_enter(inside);
    }
}

struct lc_thread *lc_thread_inside(void)
{
    return tl_inside;
}

void lc_thread_rehash(struct lc_thread *self)
{
    self->base_hash = lc_hash_mix(lc_order_segment(g_lc.order, self->id) + 1);
    lc_held_rehash(self, 0);
}

static struct lc_thread *block_start(const struct lc_birth *birth)
{
    struct lc_thread *self = lc_thread_list_take_locked();
    if (!self) {
        g_lc.counts.dropped_no_memory++;
        return NULL;
    }
    self->id = birth->id;
    self->tid = (uint32_t)LC_SYS0(SYS_gettid);
    self->creator = birth->creator;
    self->create_stack = birth->create_stack;
    self->create_depth = birth->create_depth;
    self->start_routine = birth->start_routine;
    lc_thread_find_stack(self, birth->stack_bytes);
    lc_thread_list_add_locked(self);
    lc_handle_put_locked((uint64_t)pthread_self(), self->id);
    self->detached = birth->detached || lc_handle_was_detached_locked((uint64_t)pthread_self());
    g_lc.counts.threads++;
    lc_thread_rehash(self);
    return self;
}

struct lc_thread *lc_thread_self_slow(void)
{
    if (tl_busy || tl_inside || tl_dead || !lc_runtime_is_on()) {
        return NULL;
    }
    tl_busy = true;
    lc_fence_signal();
    lc_cold_enter(NULL);
    struct lc_birth birth = {.id = lc_thread_new_id_locked()};
    lc_order_thread_start(g_lc.order, birth.id, 0);
    struct lc_thread *self = block_start(&birth);
    lc_cold_leave(NULL);
    lc_fence_signal();
    tl_self = self;
    tl_busy = false;
    return self;
}

void lc_thread_conceive(struct lc_thread *creator, struct lc_birth *birth)
{
    lc_cold_enter(creator);
    birth->id = lc_thread_new_id_locked();
    s_unborn++;
    birth->creator = creator->id;
    lc_event_thread_start_locked(birth->id, creator->id);
    lc_thread_record_locked(creator);
    lc_thread_rehash(creator);
    lc_cold_leave(creator);
}

void lc_thread_created(uint64_t handle, const struct lc_birth *birth)
{
    lc_cold_enter(lc_thread_inside());
    lc_handle_put_locked(handle, birth->id);
    lc_cold_leave(lc_thread_inside());
}

void lc_thread_stillborn(const struct lc_birth *birth)
{
    lc_cold_enter(lc_thread_inside());
    lc_order_thread_end(g_lc.order, birth->id, true);
    s_unborn--;
    lc_cold_leave(lc_thread_inside());
}

/* A signal came before the thread's first own instruction, and its handler took a lock: all that
 * came before what the thread does. */
static void take_over(struct lc_thread *early, lc_thread_id born)
{
    lc_order_thread_end(g_lc.order, early->id, false);
    lc_event_thread_join_locked(born, early->id);
    lc_thread_list_remove_locked(early);
    g_lc.counts.threads--;
}

void lc_thread_born(const struct lc_birth *birth)
{
    tl_busy = true;
    lc_fence_signal();
    struct lc_thread *early = tl_self;
    tl_self = NULL;
    lc_cold_enter(NULL);
    if (early) {
        take_over(early, birth->id);
    }
    struct lc_thread *self = block_start(birth);
    s_unborn--;
    lc_cold_leave(NULL);
    lc_fence_signal();
    tl_self = self;
    tl_busy = false;
    tl_dead = self == NULL;
}

static void end_locks_on_stack(const struct lc_thread *self)
{
    if (self->stack_high > self->stack_low) {
        (void)lc_lock_end_range_locked(self->stack_low, self->stack_high - self->stack_low,
                                       LC_GONE_FREED);
    }
}

void lc_thread_die(bool is_over)
{
    struct lc_thread *self = tl_self ? tl_self : tl_inside; /* cancelled on its way out of us */
    tl_dead = true;
    if (!self) {
        return;
    }
    lc_thread_enter(self);
    lc_cold_enter(self);
    g_lc.counts.acquisitions += LC_TALLY_ACQUIRED(lc_load_relaxed(&self->tally));
    lc_order_thread_end(g_lc.order, self->id, self->detached);
    lc_ending_tell_locked(self);
    if (self->detached) {
        lc_handle_drop_locked((uint64_t)pthread_self());
    } else {
        lc_handle_ended_locked((uint64_t)pthread_self(),
                               &(struct lc_ended){self->id, self->tid, self->creator,
                                                  self->create_stack, self->start_routine},
                               self->took);
    }
    if (self->tid != g_lc.pid) {
        end_locks_on_stack(self);
    }
    lc_signalled_keep_locked(self);
    lc_stuck_forget_locked(self);
    lc_thread_list_remove_locked(self);
    const struct lc_stuck_last last = {.tid = self->tid, .since_ns = lc_runtime_now_ns()};
    tl_inside = NULL; /* the block may be another thread's from here on */
    lc_cold_leave(NULL);
    if (is_over && lc_stuck_may_be_last(NULL)) {
        lc_stuck_last_one(NULL, &last);
    }
}

lc_thread_id lc_thread_id_of(struct lc_thread *self, uint64_t handle)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    lc_thread_id id = lc_handle_get_locked(handle);
    lc_cold_leave(self);
    lc_thread_leave(self);
    return id;
}

void lc_thread_joined(struct lc_thread *joiner, uint64_t handle, lc_thread_id joined)
{
    lc_thread_enter(joiner);
    lc_cold_enter(joiner);
    if (lc_handle_get_locked(handle) == joined) {
        lc_handle_drop_locked(handle);
    }
    lc_event_thread_join_locked(joiner->id, joined);
    lc_thread_rehash(joiner);
    lc_cold_leave(joiner);
    lc_thread_leave(joiner);
}

void lc_thread_detached(struct lc_thread *self, uint64_t handle)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    lc_thread_id id = lc_handle_get_locked(handle);
    struct lc_thread *thread = lc_thread_find_locked(id);
    if (thread) {
        thread->detached = true;
    } else if (id && !lc_handle_detach_early_locked(handle)) {
        lc_handle_drop_locked(handle);
        lc_order_thread_end(g_lc.order, id, true);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

uint32_t lc_threads_unborn_locked(void)
{
    return s_unborn;
}

/* Their ids were the parent's. */
static void forget_stacks(struct lc_thread *self)
{
    memset(self->sites, 0, sizeof(self->sites));
    memset(self->past, 0, sizeof(self->past));
    for (uint32_t i = 0; i < lc_held_count(self); i++) {
        self->held[i].info &= ~(uint64_t)UINT32_MAX;
    }
}

void lc_thread_fork_child(bool has_stacks)
{
    struct lc_thread *self = tl_self ? tl_self : tl_inside;
    lc_thread_list_reset_locked();
    s_unborn = 0;
    lc_shared_fork_child(self);
    if (!self) {
        return;
    }
    lc_inherited_fork_child(self);
    struct lc_birth birth = {.id = lc_thread_new_id_locked()};
    lc_order_thread_start(g_lc.order, birth.id, 0);
    self->id = birth.id;
    self->tid = (uint32_t)LC_SYS0(SYS_gettid);
    self->creator = 0;
    self->create_stack = has_stacks ? self->create_stack : 0;
    self->recorded = self->is_described = false;
    self->board = NULL;
    memset(self->seen, 0, sizeof(self->seen));
    memset(&self->refusal, 0, sizeof(self->refusal));
    if (!has_stacks) {
        forget_stacks(self);
    }
    lc_thread_list_add_locked(self);
    lc_handle_put_locked((uint64_t)pthread_self(), self->id);
    g_lc.counts.threads++;
    lc_thread_rehash(self);
}
