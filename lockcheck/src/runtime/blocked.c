#include "runtime/blocked.h"

#include <pthread.h>

#include "runtime/ask.h"
#include "runtime/barrier.h"
#include "runtime/foreign_unlock.h"
#include "runtime/held.h"
#include "runtime/sem.h"

static bool conflicts(unsigned held_mode, unsigned wanted_mode)
{
    return held_mode == LC_MODE_WRITE || wanted_mode == LC_MODE_WRITE;
}

static bool holds(const struct lc_thread *thread, const struct lc_wait *wait)
{
    uint32_t count = lc_held_count(thread);
    for (uint32_t i = 0; i < count; i++) {
        const struct lc_held *entry = &thread->held[i];
        if (lc_load_relaxed(&entry->lock) == wait->object &&
            conflicts(lc_held_mode(entry), wait->mode)) {
            return true;
        }
    }
    return false;
}

/*
 * A reader behind a writer that waits, of a lock that lets no more readers in before that writer.
 * Such a writer is published before it waits: one that has just come may not stand there yet.
 */
static bool is_ahead(const struct lc_thread *thread, const struct lc_wait *wait)
{
    const pthread_rwlock_t *rwlock = wait->object;
    return wait->mode == LC_MODE_READ && lc_load_relaxed(&thread->is_waiting) &&
           thread->wait.object == wait->object && thread->wait.mode == LC_MODE_WRITE &&
           rwlock->__data.__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP &&
           thread->wait.since_ns <= wait->since_ns;
}

/* The lock knows its writer; its readers are known by what they hold. */
static bool has_rwlock(const struct lc_thread *thread, const struct lc_wait *wait)
{
    const pthread_rwlock_t *rwlock = wait->object;
    uint32_t writer = (uint32_t)__atomic_load_n(&rwlock->__data.__cur_writer, __ATOMIC_RELAXED);
    return writer ? writer == thread->tid
                  : holds(thread, wait) && !lc_foreign_unlock_hides_readers_locked(rwlock);
}

/*
 * Any thread could post a semaphore. One that its takers have posted themselves is theirs to post;
 * of one never posted yet we are sure only when nobody is left to do it.
 */
static bool is_surely_lock(const void *sem, const struct lc_blocked_view *view)
{
    unsigned state = lc_sem_state(sem);
    return !(state & LC_SEM_SHARED) && (lc_sem_is_proven(state) || (state && view->all_wait));
}

static bool is_missing(const struct lc_thread *thread, const void *barrier,
                       const struct lc_blocked_view *view)
{
    bool joins = thread->wait.kind == LC_LOCK_THREAD;
    return view->missing >= (joins ? LC_MISSING_ANYBODY : LC_MISSING_WORKERS) &&
           !lc_barrier_keeps_locked(barrier, thread->id);
}

bool lc_blocked_by_locked(const struct lc_wait *wait, const struct lc_thread *thread,
                          const struct lc_blocked_view *view)
{
    switch (wait->kind) {
    case LC_LOCK_THREAD:
        return thread->id == wait->thread;
    case LC_LOCK_MUTEX:
        return (uint32_t)((const pthread_mutex_t *)wait->object)->__data.__owner == thread->tid;
    case LC_LOCK_RWLOCK:
        return has_rwlock(thread, wait) || is_ahead(thread, wait);
    case LC_LOCK_SEM:
        return is_surely_lock(wait->object, view) && holds(thread, wait);
    case LC_LOCK_BARRIER:
        return is_missing(thread, wait->object, view);
    default:
        return holds(thread, wait);
    }
}

bool lc_blocked_is_waiting_locked(struct lc_thread *thread)
{
    if (lc_load_relaxed(&thread->is_waiting) || lc_ask_is_wait_locked(thread, &thread->wait)) {
        return true;
    }
    struct lc_cond_wait *cond_wait = &thread->cond_wait;
    /* Acquire; pairs with the release in lc_cond_wait_begin(). */
    void *mutex = lc_load_acquire(&cond_wait->mutex);
    if (!mutex) {
        return false;
    }
    thread->wait = (struct lc_wait){
        .object = mutex,
        .kind = LC_LOCK_MUTEX,
        .mode = LC_MODE_WRITE,
        .stack = lc_load_relaxed(&cond_wait->stack),
        .since_ns = lc_load_relaxed(&cond_wait->since_ns),
    };
    return true;
}
