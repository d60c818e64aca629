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

/* Of a plain mutex, by a call that is known, with others held. */
int lc_mutex_lock_nested(struct lc_thread *self, pthread_mutex_t *mutex, void *site, void *depth,
                         uint32_t call);
/* Also from functions that return with the lock held. */
int lc_mutex_lock_checked(pthread_mutex_t *mutex, void *site, void *depth);
LC_COLD int lc_mutex_lock_slow(pthread_mutex_t *mutex, void *site, void *depth);
LC_COLD int lc_mutex_unlock_slow(pthread_mutex_t *mutex, void *site, void *depth);
/* It is about to be given back, by the thread that has it. */
void lc_mutex_count_use(struct lc_thread *self, pthread_mutex_t *mutex);
int lc_mutex_trylock(pthread_mutex_t *mutex, void *site, void *depth);
int lc_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *deadline, void *site,
                       void *depth);
int lc_mutex_destroy(pthread_mutex_t *mutex, void *site, void *depth);
/* The mutex is about to be initialised: whatever was here is another one. */
void lc_mutex_init_seen(pthread_mutex_t *mutex, void *site, void *depth);

/* The common case runs to its end without a call; whatever is not common starts over in the next
 * function, which covers more. */
LC_HOT_INLINE int lc_mutex_lock(pthread_mutex_t *mutex, void *site, void *depth)
{
    struct lc_thread *self = tl_self;
    uint32_t call;
    if (LC_UNLIKELY(!self || !lc_mutex_is_plain(mutex) ||
                    !lc_site_is_trusted(self, site, depth, &call))) {
        return lc_mutex_lock_checked(mutex, site, depth);
    }
    if (lc_held_count(self) != 0) {
        return lc_mutex_lock_nested(self, mutex, site, depth, call);
    }
    if (LC_UNLIKELY(!lc_mutex_fast_lock(mutex, self->tid))) {
        return lc_mutex_lock_slow(mutex, site, depth);
    }
    uint64_t hash = lc_held_hash_with(self, 0, mutex, LC_MODE_WRITE);
    lc_push(self, mutex, LC_HELD_INFO(LC_LOCK_MUTEX, LC_MODE_WRITE, call), hash);
    return 0;
}

LC_HOT_INLINE int lc_mutex_unlock(pthread_mutex_t *mutex, void *site, void *depth)
{
    struct lc_thread *self = tl_self;
    if (LC_UNLIKELY(!self || !lc_mutex_is_plain(mutex) ||
                    !lc_mutex_fast_unlock(mutex, self->tid))) {
        return lc_mutex_unlock_slow(mutex, site, depth);
    }
    (void)lc_released(self, mutex, depth);
    return 0;
}

#endif
