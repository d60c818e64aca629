/* pthread_mutex_*: every type that glibc has. */
#include <errno.h>

#include "preload/real.h"
#include "preload/wrap.h"
#include "runtime/held.h"
#include "runtime/lifetime.h"
#include "runtime/locks.h"
#include "runtime/thread.h"
#include "trace/format.h"

/* The lock is ours although the call says that its last owner died. */
static inline bool is_acquired(int result)
{
    return result == 0 || result == EOWNERDEAD;
}

/* A recursive mutex that the thread has already: nothing new is asked for. */
LC_HOT_INLINE struct lc_held *find_relock(struct lc_thread *self, const pthread_mutex_t *mutex)
{
    if (LC_LIKELY((mutex->__data.__kind & 3) != PTHREAD_MUTEX_RECURSIVE_NP)) {
        return NULL;
    }
    int i = lc_held_find(self, mutex);
    return i < 0 ? NULL : &self->held[i];
}

LC_HOT_INLINE int after_acquire(struct lc_thread *self, pthread_mutex_t *mutex, int result,
                                void *site, uint32_t stack)
{
    if (LC_LIKELY(is_acquired(result))) {
        lc_push(self, mutex, LC_LOCK_MUTEX, LC_MODE_WRITE, site, stack);
    }
    return result;
}

LC_HOT_INLINE int after_relock(struct lc_held *held, int result)
{
    held->count += is_acquired(result);
    return result;
}

static void begins(pthread_mutex_t *mutex, enum lc_gone_reason reason)
{
    struct lc_thread *self = lc_thread_self();
    if (self && lc_page_is_tracked((uintptr_t)mutex)) {
        lc_lifetime_end(self, mutex, reason);
    }
}

LC_EXPORT int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        begins(mutex, LC_GONE_REINITIALISED);
        lc_lock_init_remember(mutex, lc_stack_of_site(self, LC_SITE(), LC_DEPTH()));
    }
    return LC_REAL(pthread_mutex_init)(mutex, attributes);
}

LC_EXPORT int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    int result = LC_REAL(pthread_mutex_destroy)(mutex);
    if (result == 0) {
        begins(mutex, LC_GONE_DESTROYED);
    }
    return result;
}

LC_EXPORT int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    struct lc_thread *self = lc_thread_self();
    if (LC_UNLIKELY(!self)) {
        return LC_REAL(pthread_mutex_lock)(mutex);
    }
    struct lc_held *relock = find_relock(self, mutex);
    if (LC_UNLIKELY(relock != NULL)) {
        return after_relock(relock, LC_REAL(pthread_mutex_lock)(mutex));
    }
    void *site = LC_SITE();
    uint32_t stack = lc_before_acquire(self, mutex, LC_LOCK_MUTEX, LC_MODE_WRITE, site, LC_DEPTH());
    return after_acquire(self, mutex, LC_REAL(pthread_mutex_lock)(mutex), site, stack);
}

LC_EXPORT int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    struct lc_thread *self = lc_thread_self();
    int result = LC_REAL(pthread_mutex_trylock)(mutex);
    if (LC_UNLIKELY(!self || !is_acquired(result))) {
        return result;
    }
    struct lc_held *relock = find_relock(self, mutex);
    if (LC_UNLIKELY(relock != NULL)) {
        return after_relock(relock, result);
    }
    void *site = LC_SITE();
    return after_acquire(self, mutex, result, site, lc_stack_of_site(self, site, LC_DEPTH()));
}

LC_EXPORT int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *deadline)
{
    struct lc_thread *self = lc_thread_self();
    if (LC_UNLIKELY(!self)) {
        return LC_REAL(pthread_mutex_timedlock)(mutex, deadline);
    }
    struct lc_held *relock = find_relock(self, mutex);
    if (LC_UNLIKELY(relock != NULL)) {
        return after_relock(relock, LC_REAL(pthread_mutex_timedlock)(mutex, deadline));
    }
    void *site = LC_SITE();
    uint32_t stack = lc_before_acquire(self, mutex, LC_LOCK_MUTEX, LC_MODE_WRITE, site, LC_DEPTH());
    return after_acquire(self, mutex, LC_REAL(pthread_mutex_timedlock)(mutex, deadline), site,
                         stack);
}

LC_EXPORT int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
                                      const struct timespec *deadline)
{
    struct lc_thread *self = lc_thread_self();
    if (LC_UNLIKELY(!self)) {
        return LC_REAL(pthread_mutex_clocklock)(mutex, clock, deadline);
    }
    struct lc_held *relock = find_relock(self, mutex);
    if (LC_UNLIKELY(relock != NULL)) {
        return after_relock(relock, LC_REAL(pthread_mutex_clocklock)(mutex, clock, deadline));
    }
    void *site = LC_SITE();
    uint32_t stack = lc_before_acquire(self, mutex, LC_LOCK_MUTEX, LC_MODE_WRITE, site, LC_DEPTH());
    return after_acquire(self, mutex, LC_REAL(pthread_mutex_clocklock)(mutex, clock, deadline),
                         site, stack);
}

LC_EXPORT int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    struct lc_thread *self = lc_thread_self();
    int result = LC_REAL(pthread_mutex_unlock)(mutex);
    if (LC_LIKELY(self && result == 0)) {
        (void)lc_pop(self, mutex);
    }
    return result;
}

LC_EXPORT int pthread_mutex_consistent(pthread_mutex_t *mutex)
{
    return LC_REAL(pthread_mutex_consistent)(mutex);
}
