/*
 * preload/mutex.h - what pthread_mutex_* do, for the other names that mutexes go by.
 *
 * `site` and `depth` are of the exported function's call. Each returns what the pthread function
 * of that name returns.
 */
#ifndef LC_PRELOAD_MUTEX_H
#define LC_PRELOAD_MUTEX_H

#include <pthread.h>

#include "preload/mutex_fast.h"
#include "runtime/held.h"

LC_COLD int lc_mutex_lock_slow(pthread_mutex_t *mutex, void *site, void *depth);
LC_COLD int lc_mutex_unlock_slow(pthread_mutex_t *mutex, void *site, void *depth);
int lc_mutex_trylock(pthread_mutex_t *mutex, void *site, void *depth);
int lc_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *deadline, void *site,
                       void *depth);
int lc_mutex_destroy(pthread_mutex_t *mutex, void *site, void *depth);
/* The mutex is about to be initialised: whatever was here is another one. */
void lc_mutex_init_seen(pthread_mutex_t *mutex, void *site, void *depth);

/* The common case runs to its end without a call; whatever is not common starts over in the slow
 * one. */
LC_HOT_INLINE int lc_mutex_lock(pthread_mutex_t *mutex, void *site, void *depth)
{
    struct lc_thread *self = tl_self;
    uint32_t stack;
    if (LC_UNLIKELY(!self || !lc_mutex_is_plain(mutex) ||
                    !lc_site_is_known(self, site, depth, &stack))) {
        return lc_mutex_lock_slow(mutex, site, depth);
    }
    uint32_t count = lc_held_count(self);
    uint64_t hash = 0;
    if (LC_UNLIKELY(count == self->held_max ||
                    (count != 0 && !lc_is_known(self, count, mutex, LC_MODE_WRITE, &hash)) ||
                    !lc_mutex_fast_lock(mutex, self->tid))) {
        return lc_mutex_lock_slow(mutex, site, depth);
    }
    lc_taken(self, lc_claim_ready(self, LC_LOCK_MUTEX, LC_MODE_WRITE, stack, hash), mutex);
    return 0;
}

LC_HOT_INLINE int lc_mutex_unlock(pthread_mutex_t *mutex, void *site, void *depth)
{
    struct lc_thread *self = tl_self;
    if (LC_UNLIKELY(!self || !lc_mutex_is_plain(mutex) ||
                    !lc_mutex_fast_unlock(mutex, self->tid))) {
        return lc_mutex_unlock_slow(mutex, site, depth);
    }
    (void)lc_released(self, mutex);
    return 0;
}

#endif
