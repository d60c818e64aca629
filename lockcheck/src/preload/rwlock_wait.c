#include "preload/rwlock_wait.h"

#include <errno.h>
#include <stdbool.h>
#include <time.h>

#include "preload/real.h"
#include "runtime/contention.h"
#include "runtime/held.h"
#include "runtime/state.h"
#include "runtime/stuck.h"
#include "runtime/wait.h"
#include "trace/format.h"

static int lock_until(pthread_rwlock_t *rwlock, enum lc_mode mode, const struct timespec *deadline)
{
    return mode == LC_MODE_READ
               ? LC_REAL(pthread_rwlock_clockrdlock)(rwlock, CLOCK_MONOTONIC, deadline)
               : LC_REAL(pthread_rwlock_clockwrlock)(rwlock, CLOCK_MONOTONIC, deadline);
}

/* No cancellation point, but a thread may have asked to be cancelled anywhere. */
static void unpublish(void *self)
{
    lc_wait_end(self);
}

/* Published: the rest of the wait. */
static int lock_published(struct lc_thread *self, pthread_rwlock_t *rwlock, enum lc_mode mode)
{
    struct timespec deadline;
    while (lc_wait_slice(self, CLOCK_MONOTONIC, &deadline)) {
        int result = lock_until(rwlock, mode, &deadline);
        if (result != ETIMEDOUT) {
            return result;
        }
    }
    return mode == LC_MODE_READ ? LC_REAL(pthread_rwlock_rdlock)(rwlock)
                                : LC_REAL(pthread_rwlock_wrlock)(rwlock);
}

/*
 * A writer that readers have to queue behind must not leave the queue, not even for a moment: a
 * reader would slip in, and a deadlock would dissolve that is one without us. So it is published at
 * once, and waits in one piece.
 */
static bool holds_readers_back(const pthread_rwlock_t *rwlock, enum lc_mode mode)
{
    return mode == LC_MODE_WRITE &&
           rwlock->__data.__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP;
}

static int lock_queued(struct lc_thread *self, pthread_rwlock_t *rwlock, const struct lc_wait *wait)
{
    int result;
    lc_wait_begin(self, wait);
    lc_stuck_going_to_sleep(self, wait->since_ns);
    pthread_cleanup_push(unpublish, self);
    result = LC_REAL(pthread_rwlock_wrlock)(rwlock);
    pthread_cleanup_pop(1);
    return result;
}

/* A writer waits for all readers to go, and this thread is one of them. */
static bool is_upgrade(const struct lc_thread *self, const pthread_rwlock_t *rwlock,
                       enum lc_mode mode)
{
    int i = lc_held_find(self, rwlock);
    return mode == LC_MODE_WRITE && i >= 0 && lc_held_mode(&self->held[i]) == LC_MODE_READ;
}

static int wait_watched(struct lc_thread *self, pthread_rwlock_t *rwlock, enum lc_mode mode,
                        const struct lc_wait *wait)
{
    struct timespec deadline;
    int result = ETIMEDOUT;
    if (lc_wait_patience(CLOCK_MONOTONIC, &deadline)) {
        result = lock_until(rwlock, mode, &deadline);
    }
    if (result != ETIMEDOUT) {
        return result;
    }
    lc_wait_begin(self, wait);
    pthread_cleanup_push(unpublish, self);
    result = lock_published(self, rwlock, mode);
    pthread_cleanup_pop(1);
    return result;
}

int lc_rwlock_wait(struct lc_thread *self, pthread_rwlock_t *rwlock, enum lc_mode mode,
                   uint64_t call)
{
    const struct lc_wait wait = {
        .object = rwlock,
        .kind = LC_LOCK_RWLOCK,
        .mode = mode,
        .call = call,
        .since_ns = lc_runtime_now_ns(),
    };
    if (is_upgrade(self, rwlock, mode)) {
        lc_wait_for_self(self, &wait, LC_FINDING_RWLOCK_UPGRADE);
    }
    int result = holds_readers_back(rwlock, mode) ? lock_queued(self, rwlock, &wait)
                                                  : wait_watched(self, rwlock, mode, &wait);
    if (result == 0) {
        lc_contention_waited(self, rwlock, LC_LOCK_RWLOCK, (uint32_t)call & LC_HELD_STACK_MASK,
                             wait.since_ns);
    }
    return result;
}
