#include "runtime/barrier.h"

#include "base/hash.h"
#include "runtime/deadlock.h"
#include "runtime/event.h"
#include "runtime/exit.h"
#include "runtime/finding.h"
#include "runtime/held.h"
#include "runtime/state.h"
#include "runtime/stuck.h"
#include "runtime/thread_list.h"
#include "trace/format.h"

enum { BUCKETS = 256 };

/* The threads of one phase. */
struct phase {
    lc_thread_id *threads; /* room for the barrier's count */
    uint32_t came, left;
};

struct barrier {
    const void *address; /* NULL: free */
    uint32_t count, room;
    bool is_crowded;
    struct phase now, last;
    struct barrier *next;
};

/* Under cold. */
static struct barrier *s_barriers[BUCKETS];

static struct barrier **bucket_of(const void *address)
{
    return &s_barriers[lc_hash_mix((uintptr_t)address) % BUCKETS];
}

static struct barrier *find(const void *address)
{
    struct barrier *barrier = *bucket_of(address);
    while (barrier && barrier->address != address) {
        barrier = barrier->next;
    }
    return barrier;
}

/* ---- Life ---- */

/* One that is free and has room, else a new one. */
static struct barrier *barrier_new(const void *address, uint32_t count)
{
    struct barrier **bucket = bucket_of(address);
    struct barrier *barrier = *bucket;
    while (barrier && (barrier->address || barrier->room < count)) {
        barrier = barrier->next;
    }
    if (barrier) {
        return barrier;
    }
    barrier = lc_arena_alloc(&g_lc.arena, sizeof(*barrier));
    lc_thread_id *threads = lc_arena_alloc(&g_lc.arena, 2 * count * sizeof(*threads));
    if (!barrier || !threads) {
        g_lc.counts.dropped_no_memory++;
        return NULL;
    }
    *barrier = (struct barrier){
        .room = count,
        .now.threads = threads,
        .last.threads = threads + count,
        .next = *bucket,
    };
    *bucket = barrier;
    return barrier;
}

static void end_locked(const void *address)
{
    struct barrier *barrier = find(address);
    if (barrier) {
        barrier->address = NULL;
    }
}

static void begin_locked(const void *address, uint32_t count)
{
    end_locked(address);
    struct barrier *barrier = count ? barrier_new(address, count) : NULL;
    if (barrier) {
        barrier->address = address;
        barrier->count = count;
        barrier->is_crowded = false;
        barrier->now.came = barrier->now.left = 0;
        barrier->last.came = barrier->last.left = 0;
    }
}

void lc_barrier_begin(struct lc_thread *self, void *barrier, unsigned count)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    begin_locked(barrier, count);
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_barrier_end(struct lc_thread *self, void *barrier)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    end_locked(barrier);
    lc_cold_leave(self);
    lc_thread_leave(self);
}

/* ---- Phases ---- */

static bool is_in(const struct phase *phase, lc_thread_id thread)
{
    for (uint32_t i = 0; i < phase->came; i++) {
        if (phase->threads[i] == thread) {
            return true;
        }
    }
    return false;
}

static void come(struct barrier *barrier, lc_thread_id thread)
{
    if (barrier->last.came && barrier->last.left == 0) {
        barrier->is_crowded = true;
        return;
    }
    barrier->now.threads[barrier->now.came++] = thread;
    if (barrier->now.came == barrier->count) {
        struct phase full = barrier->now;
        barrier->now = barrier->last;
        barrier->now.came = barrier->now.left = 0;
        barrier->last = full;
    }
}

/* The first to go tells for all: the others are still inside. */
static void go(struct barrier *barrier, lc_thread_id thread)
{
    struct phase *last = &barrier->last;
    if (barrier->is_crowded || !is_in(last, thread)) {
        return;
    }
    if (last->left++ == 0) {
        lc_event_phase_locked(last->threads, last->came);
    }
}

static bool arrive_locked(struct lc_thread *self, void *address, uint32_t stack)
{
    struct barrier *barrier = find(address);
    if (!barrier || barrier->is_crowded) {
        return false;
    }
    come(barrier, self->id);
    self->wait = (struct lc_wait){
        .object = address,
        .kind = LC_LOCK_BARRIER,
        .mode = LC_MODE_WRITE,
        .stack = stack,
        .since_ns = lc_runtime_now_ns(),
    };
    lc_store_relaxed(&self->is_waiting, true);
    return lc_deadlock_find_locked(self);
}

void lc_barrier_arrive(struct lc_thread *self, void *barrier, uint32_t stack)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    lc_held_confirm_locked(self);
    bool found = arrive_locked(self, barrier, stack);
    bool sleeps = lc_barrier_keeps_locked(barrier, self->id); /* it is not the one all wait for */
    lc_cold_leave(self);
    lc_thread_leave(self);
    if (found) {
        lc_exit_on_deadlock();
    } else if (sleeps) {
        lc_stuck_going_to_sleep(self, self->wait.since_ns);
    }
}

void lc_barrier_leave(struct lc_thread *self, void *address)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    lc_store_relaxed(&self->is_waiting, false);
    struct barrier *barrier = find(address);
    if (barrier) {
        go(barrier, self->id);
    }
    lc_thread_rehash(self);
    lc_cold_leave(self);
    lc_thread_leave(self);
}

bool lc_barrier_keeps_locked(const void *address, lc_thread_id thread)
{
    const struct barrier *barrier = find(address);
    return barrier && !barrier->is_crowded && is_in(&barrier->now, thread);
}

static const struct lc_thread *find_waiter_locked(const void *barrier)
{
    const struct lc_thread *t = lc_thread_first_locked();
    while (t && !(t->is_waiting && t->wait.kind == LC_LOCK_BARRIER && t->wait.object == barrier &&
                  lc_barrier_keeps_locked(barrier, t->id))) {
        t = t->next;
    }
    return t;
}

bool lc_barrier_tell_if_awaited(struct lc_thread *self, void *barrier, uint32_t stack)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    const struct lc_thread *waiter = find_waiter_locked(barrier);
    if (waiter) {
        (void)lc_finding_misuse_locked(self, &(struct lc_misuse){
                                                 .kind = LC_FINDING_DESTROY_AWAITED,
                                                 .tier = LC_TIER_CONFIRMED,
                                                 .object = barrier,
                                                 .object_kind = LC_LOCK_BARRIER,
                                                 .stack = stack,
                                                 .other_tid = waiter->tid,
                                                 .other_stack = waiter->wait.stack,
                                             });
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
    return waiter != NULL;
}

void lc_barriers_reset_locked(void)
{
    for (unsigned i = 0; i < BUCKETS; i++) {
        s_barriers[i] = NULL;
    }
}
