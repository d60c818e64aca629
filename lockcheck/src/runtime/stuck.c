#include "runtime/stuck.h"

#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#include "base/hash.h"
#include "base/sys.h"
#include "runtime/asleep.h"
#include "runtime/cond.h"
#include "runtime/exit.h"
#include "runtime/state.h"
#include "runtime/stuck_report.h"
#include "runtime/thread_list.h"

struct lc_thread *_Atomic g_lc_stuck_witness;

/* ---- What the threads say themselves ---- */

/* An ask may be a wait; the kernel will say whether the thread sleeps. */
static bool is_in_wait(const struct lc_thread *thread)
{
    /* Acquire; pairs with the release in lc_cond_wait_begin(). */
    return lc_load_relaxed(&thread->is_waiting) || lc_load_acquire(&thread->cond_wait.mutex) ||
           lc_load_relaxed(&thread->ask.lock);
}

/* A thread that does not wait, or is in a deadlock that was told; NULL: there is none but `self`.
 */
static struct lc_thread *find_other_at_large(const struct lc_thread *self)
{
    struct lc_thread *t = lc_thread_first_locked();
    while (t && (t == self || (is_in_wait(t) && !t->wait.is_told))) {
        t = t->next;
    }
    return t;
}

/* What another process may release. Of sleeping threads the kernel says it; `self` is awake. */
static bool is_shared(const struct lc_wait *wait)
{
    enum { KIND_PSHARED = 0x80 };
    /* As glibc lays it out. */
    struct semaphore {
        uint64_t data;
        int shared;
    };
    _Static_assert(sizeof(struct semaphore) <= sizeof(sem_t), "part of it");
    switch (wait->kind) {
    case LC_LOCK_MUTEX:
        return ((const pthread_mutex_t *)wait->object)->__data.__kind & KIND_PSHARED;
    case LC_LOCK_RWLOCK:
        return ((const pthread_rwlock_t *)wait->object)->__data.__shared != 0;
    case LC_LOCK_SEM:
        return ((const struct semaphore *)wait->object)->shared != 0;
    default:
        return false;
    }
}

/* ---- What the kernel says of them ---- */

struct view {
    const struct lc_stuck_last *last; /* who looks */
    uint64_t sum;                     /* of who sleeps, and since when */
    bool has_waker;                   /* one of them will go on without us, or by our sleep */
};

/*
 * Those who wait in parts run now and then, but nothing of the program; since when they wait says
 * that they are still at it. Of the others the kernel says whether they have run.
 */
static uint64_t since_when(const struct lc_thread *thread, const struct lc_asleep *asleep)
{
    return lc_load_relaxed(&thread->keeps_watch) ? thread->wait.since_ns : asleep->switches;
}

/* A join sleeps on a word that the kernel changes, and other processes could in theory. */
static bool is_ours_alone(const struct lc_thread *thread, const struct lc_asleep *asleep)
{
    bool joins = lc_load_relaxed(&thread->is_waiting) && thread->wait.kind == LC_LOCK_THREAD;
    return asleep->is_private || joins;
}

/* It waits for what `last` holds as long as it looks. */
static bool is_kept_by(const struct lc_stuck_last *last, uintptr_t word)
{
    return last->gives_up && word - (uintptr_t)last->gives_up < sizeof(pthread_mutex_t);
}

static bool view_thread(void *context, uint32_t tid)
{
    struct view *view = context;
    if (tid == view->last->tid) {
        return true;
    }
    const struct lc_thread *thread = lc_thread_by_tid_locked(tid);
    struct lc_asleep asleep;
    if (!thread) {
        return lc_asleep_is_over_locked(tid); /* not ours, or ending */
    }
    if (!lc_asleep_look_locked(tid, &asleep) || asleep.word == (uintptr_t)&g_lc.cold.word) {
        return false;
    }
    bool ends_in_time = asleep.has_deadline && !lc_load_relaxed(&thread->keeps_watch);
    if (ends_in_time || is_kept_by(view->last, asleep.word) || !is_ours_alone(thread, &asleep)) {
        view->has_waker = true;
        return false;
    }
    view->sum += lc_hash_mix(lc_hash_fold(tid, since_when(thread, &asleep)));
    return true;
}

/* 0: somebody may go on. Else a number that stays as long as nobody but who looks has run. */
static uint64_t look_at_all(struct view *view)
{
    view->sum = 0;
    return lc_asleep_each_locked(view_thread, view) ? view->sum | 1 : 0;
}

/* ---- By a thread that waits in parts ---- */

bool lc_stuck_look_locked(struct lc_thread *self)
{
    uint64_t before = self->wait.look;
    self->wait.look = 0;
    if (g_lc.sealed || self->wait.is_told || find_other_at_large(self) || is_shared(&self->wait) ||
        lc_asleep_has_handlers_locked()) {
        return false;
    }
    const struct lc_stuck_last looks = {.tid = self->tid};
    self->wait.look = look_at_all(&(struct view){.last = &looks});
    bool is_stuck = self->wait.look != 0 && self->wait.look == before;
    if (is_stuck) {
        lc_stuck_report_locked();
    }
    return is_stuck;
}

/* ---- By the last one ---- */

enum verdict { GOES_ON, IN_VAIN, NOT_YET_ASLEEP, STUCK };

static uint64_t waits_since_ns(const struct lc_thread *thread)
{
    return lc_load_relaxed(&thread->is_waiting) ? thread->wait.since_ns
                                                : lc_load_relaxed(&thread->cond_wait.since_ns);
}

/* Whether the other thread is on its way, or will look itself. */
static bool is_other_cared_for(const struct lc_stuck_last *last, const struct lc_thread *other)
{
    if (!is_in_wait(other) || lc_load_relaxed(&other->keeps_watch) ||
        waits_since_ns(other) > last->since_ns) {
        return true;
    }
    if (lc_load_relaxed(&other->is_waiting)) {
        bool joins_ending =
            other->wait.kind == LC_LOCK_THREAD && !lc_thread_find_locked(other->wait.thread);
        return joins_ending || other->wait.object == last->gives_up;
    }
    return lc_cond_is_owed(lc_load_relaxed(&other->cond_wait.cond));
}

static bool are_all_cared_for(const struct lc_stuck_last *last)
{
    for (struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        if (t->wait.is_told && lc_load_relaxed(&t->is_waiting)) {
            return true;
        }
        if (t->tid != last->tid && is_other_cared_for(last, t)) {
            lc_store_relaxed(&g_lc_stuck_witness, t);
            return true;
        }
    }
    return lc_thread_first_locked() == NULL; /* the last thread of all ends the process */
}

/*
 * Of several that look at once only the newest goes on with it: who looks is awake, and none would
 * ever see the other asleep.
 */
static struct lc_stuck_last s_newest; /* under cold */

static bool is_before(const struct lc_stuck_last *a, const struct lc_stuck_last *b)
{
    return a->since_ns < b->since_ns || (a->since_ns == b->since_ns && a->tid < b->tid);
}

static bool is_overtaken_locked(const struct lc_stuck_last *last)
{
    if (is_before(&s_newest, last)) {
        s_newest = *last;
    }
    return is_before(last, &s_newest);
}

/* Looks that show nothing take a twentieth of the time at most: they are not repeated soon. */
enum { LOOKS = 12, FIRST_PAUSE_NS = 50 * 1000, REST_FACTOR = 20 };
static uint64_t s_not_before_ns; /* under cold */

static enum verdict look_last_locked(const struct lc_stuck_last *last)
{
    if (g_lc.sealed || is_overtaken_locked(last) || are_all_cared_for(last) ||
        lc_runtime_now_ns() < s_not_before_ns) {
        return GOES_ON;
    }
    if (lc_asleep_has_handlers_locked()) {
        return IN_VAIN;
    }
    struct view view = {.last = last};
    uint64_t first = look_at_all(&view);
    if (first == 0 || look_at_all(&view) != first) {
        return view.has_waker ? IN_VAIN : NOT_YET_ASLEEP;
    }
    lc_stuck_report_locked();
    return STUCK;
}

/*
 * The others are in their waits, but may not have fallen asleep, or are ending: give them time,
 * with longer and longer pauses, together 0.1 s.
 */
static enum verdict look_patiently(const struct lc_stuck_last *last)
{
    uint64_t start = lc_runtime_now_ns();
    struct timespec pause = {0, FIRST_PAUSE_NS};
    enum verdict verdict = NOT_YET_ASLEEP;
    for (int i = 1; i <= LOOKS && verdict == NOT_YET_ASLEEP; i++) {
        lc_cold_enter(NULL);
        verdict = look_last_locked(last);
        if (verdict == IN_VAIN || (verdict == NOT_YET_ASLEEP && i == LOOKS)) {
            uint64_t now = lc_runtime_now_ns();
            s_not_before_ns = now + REST_FACTOR * (now - start);
        }
        lc_cold_leave(NULL);
        if (verdict == NOT_YET_ASLEEP && i < LOOKS) {
            (void)LC_SYS2(SYS_nanosleep, &pause, NULL);
            pause.tv_nsec *= 2;
        }
    }
    return verdict;
}

void lc_stuck_last_one(struct lc_thread *self, const struct lc_stuck_last *last)
{
    if (self) {
        lc_thread_enter(self);
    }
    enum verdict verdict = look_patiently(last);
    if (self) {
        lc_thread_leave(self);
    }
    if (verdict == STUCK) {
        lc_exit_on_deadlock();
    }
}

void lc_stuck_forget_locked(const struct lc_thread *thread)
{
    if (lc_load_relaxed(&g_lc_stuck_witness) == thread) {
        lc_store_relaxed(&g_lc_stuck_witness, NULL);
    }
}
