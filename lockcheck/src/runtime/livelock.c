#include "runtime/livelock.h"

#include <pthread.h>
#include <stdbool.h>

#include "base/hash.h"
#include "runtime/finding.h"
#include "runtime/held.h"
#include "runtime/locks.h"
#include "runtime/sem.h"
#include "runtime/site.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

enum { NS_PER_MS = 1000000 };

/* Step i is refused what step i + 1 has. Under cold. */
static struct lc_thread *s_ring[LC_LIVELOCK_RING_MAX];
static size_t s_ring_count;

/* ---- What a thread notes of itself ---- */

static uint32_t owner_tid(const void *lock, unsigned kind)
{
    switch (kind) {
    case LC_LOCK_MUTEX:
        return (uint32_t)__atomic_load_n(&((const pthread_mutex_t *)lock)->__data.__owner,
                                         __ATOMIC_RELAXED);
    case LC_LOCK_RWLOCK:
        return (uint32_t)__atomic_load_n(&((const pthread_rwlock_t *)lock)->__data.__cur_writer,
                                         __ATOMIC_RELAXED);
    default:
        return 0;
    }
}

static void note_held_locked(struct lc_thread *self, struct lc_refusal_note *note)
{
    lc_held_confirm_locked(self);
    note->held_count = 0;
    for (uint32_t i = lc_held_count(self); i > 0 && note->held_count < LC_REFUSAL_HELD_MAX; i--) {
        const struct lc_held *entry = &self->held[i - 1];
        note->held[note->held_count++] = (struct lc_refusal_held){
            .lock = lc_held_lock(entry),
            .kind = (uint8_t)lc_held_kind(entry),
            .mode = (uint8_t)lc_held_mode(entry),
            .stack = lc_held_stack(entry),
        };
    }
}

static void note_locked(struct lc_thread *self, void *lock, uint64_t asked, uint32_t owner)
{
    struct lc_refusal_note *note = &self->refusal.note;
    const struct lc_held entry = {.info = asked};
    note->lock = lock;
    note->kind = (uint8_t)lc_held_kind(&entry);
    note->mode = (uint8_t)lc_held_mode(&entry);
    note->row = LC_REFUSAL_ROW(lc_load_relaxed(&self->refusal.state));
    note->by = owner;
    note->stack = lc_site_confirm_locked(self, &entry);
    note_held_locked(self, note);
}

/* ---- The ring ---- */

/* What the note says is so still. */
static bool is_refused(const struct lc_thread *thread)
{
    return thread->refusal.note.lock &&
           thread->refusal.note.row == LC_REFUSAL_ROW(lc_load_relaxed(&thread->refusal.state));
}

static bool has(const struct lc_thread *thread, const struct lc_refusal_note *wanted)
{
    const struct lc_refusal_note *note = &thread->refusal.note;
    for (uint32_t i = 0; i < note->held_count; i++) {
        const struct lc_refusal_held *held = &note->held[i];
        if (held->lock == wanted->lock &&
            (held->mode == LC_MODE_WRITE || wanted->mode == LC_MODE_WRITE)) {
            return true;
        }
    }
    return false;
}

static bool keeps_out(const struct lc_thread *thread, const struct lc_thread *refused)
{
    const struct lc_refusal_note *wanted = &refused->refusal.note;
    return thread != refused && is_refused(thread) &&
           (wanted->by == 0 || wanted->by == thread->tid) && has(thread, wanted);
}

/* Who keeps it out and is kept out as well: `first` before others. NULL: nobody. */
static struct lc_thread *next_in_ring(const struct lc_thread *refused, struct lc_thread *first)
{
    if (keeps_out(first, refused)) {
        return first;
    }
    struct lc_thread *thread = lc_thread_first_locked();
    while (thread && !keeps_out(thread, refused)) {
        thread = thread->next;
    }
    return thread;
}

/* Anybody may post a semaphore, unless its takers do. */
static bool is_surely_lock(const struct lc_refusal_note *note)
{
    return note->kind != LC_LOCK_SEM || lc_sem_is_proven(lc_sem_state(note->lock));
}

static bool find_ring_locked(struct lc_thread *self)
{
    struct lc_thread *thread = self;
    s_ring_count = 0;
    do {
        s_ring[s_ring_count++] = thread;
        thread = is_surely_lock(&thread->refusal.note) ? next_in_ring(thread, self) : NULL;
    } while (thread && thread != self && s_ring_count < LC_LIVELOCK_RING_MAX);
    return thread == self;
}

/* ---- Whether it lasts ---- */

/* By its locks: the same whoever looks, and where several threads take turns in one place of it. */
static uint64_t name_of_ring(void)
{
    uint64_t name = 0;
    for (size_t i = 0; i < s_ring_count; i++) {
        name += lc_hash_mix((uintptr_t)s_ring[i]->refusal.note.lock);
    }
    return name | 1;
}

/* Since this ring was first seen. */
struct lasting {
    uint32_t refusals, rounds; /* of the thread that had fewest */
    uint64_t since_ns;
};

static void join_lasting(struct lasting *lasting, struct lc_thread *thread, uint64_t ring)
{
    struct lc_refusal_note *note = &thread->refusal.note;
    uint64_t state = lc_load_relaxed(&thread->refusal.state);
    if (note->ring != ring || LC_REFUSALS(state) < LC_REFUSALS(note->ring_state)) {
        note->ring = ring;
        note->ring_state = state;
        note->ring_seen_ns = lc_runtime_now_ns();
    }
    uint32_t refusals = LC_REFUSALS(state) - LC_REFUSALS(note->ring_state);
    uint32_t rounds = LC_REFUSAL_ROUNDS(state) - LC_REFUSAL_ROUNDS(note->ring_state);
    lasting->refusals = refusals < lasting->refusals ? refusals : lasting->refusals;
    lasting->rounds = rounds < lasting->rounds ? rounds : lasting->rounds;
    lasting->since_ns =
        note->ring_seen_ns > lasting->since_ns ? note->ring_seen_ns : lasting->since_ns;
}

static bool does_it_last(void)
{
    struct lasting lasting = {.refusals = UINT32_MAX, .rounds = UINT32_MAX};
    uint64_t ring = name_of_ring();
    for (size_t i = 0; i < s_ring_count; i++) {
        join_lasting(&lasting, s_ring[i], ring);
    }
    uint64_t hang_ns = (uint64_t)g_lc.options.hang_check_ms * NS_PER_MS;
    return lasting.refusals >= LC_REFUSALS_HALF &&
           (lasting.rounds >= LC_REFUSALS_HALF ||
            lc_runtime_now_ns() - lasting.since_ns >= hang_ns);
}

/* ---- The finding ---- */

/* Threads come and go, and meet again at the same calls: those are told of once. */
static bool is_news(void)
{
    uint64_t calls = 0;
    for (size_t i = 0; i < s_ring_count; i++) {
        calls += lc_hash_mix(s_ring[i]->refusal.note.stack);
    }
    return lc_finding_is_news_locked(LC_FINDING_LIVELOCK, (uint32_t)(calls ^ calls >> 32));
}

static struct lc_finding_step step_of(struct lc_thread *thread, struct lc_order_held *room)
{
    const struct lc_refusal_note *note = &thread->refusal.note;
    const struct lc_lock *lock = lc_lock_get_locked(thread, note->lock, note->kind);
    struct lc_finding_step step = {.step = {
                                       .thread = thread->id,
                                       .segment = lc_order_segment(g_lc.order, thread->id),
                                       .lock = lock ? lock->id : 0,
                                       .mode = note->mode,
                                       .stack = note->stack,
                                       .held = room,
                                   }};
    for (uint32_t i = note->held_count; i > 0; i--) { /* outermost first */
        const struct lc_refusal_held *held = &note->held[i - 1];
        lock = held->lock ? lc_lock_get_locked(thread, held->lock, held->kind) : NULL;
        if (lock) {
            room[step.step.held_count++] =
                (struct lc_order_held){lock->id, held->mode, held->stack};
        }
    }
    return step;
}

static uint32_t fewest_refusals(void)
{
    uint32_t fewest = UINT32_MAX;
    for (size_t i = 0; i < s_ring_count; i++) {
        uint32_t refusals = LC_REFUSALS(lc_load_relaxed(&s_ring[i]->refusal.state));
        fewest = refusals < fewest ? refusals : fewest;
    }
    return fewest;
}

static void tell_locked(void)
{
    static struct lc_finding_step s_steps[LC_LIVELOCK_RING_MAX];
    static struct lc_order_held s_held[LC_LIVELOCK_RING_MAX][LC_REFUSAL_HELD_MAX];
    for (size_t i = 0; i < s_ring_count; i++) {
        s_steps[i] = step_of(s_ring[i], s_held[i]);
    }
    lc_finding_write_locked(&(struct lc_finding){
        .kind = LC_FINDING_LIVELOCK,
        .tier = LC_TIER_INFO,
        .detail = fewest_refusals(),
        .steps = s_steps,
        .step_count = s_ring_count,
    });
}

void lc_livelock_look(struct lc_thread *self, void *lock, uint64_t asked)
{
    const struct lc_held entry = {.info = asked};
    uint32_t owner = owner_tid(lock, lc_held_kind(&entry)); /* before it gives the lock back */
    lc_thread_enter(self);
    lc_cold_enter(self);
    note_locked(self, lock, asked, owner);
    if (find_ring_locked(self) && does_it_last() && is_news()) {
        tell_locked();
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}
