/* pthread_rwlock_*: reading and writing, in all kinds that glibc has. */
#include <errno.h>

#include "preload/checks.h"
#include "preload/real.h"
#include "preload/rwlock_fast.h"
#include "preload/rwlock_wait.h"
#include "preload/tell.h"
#include "preload/wrap.h"
#include "runtime/contention.h"
#include "runtime/held.h"
#include "runtime/initialised.h"
#include "runtime/locks.h"
#include "runtime/read_again.h"
#include "runtime/shared.h"
#include "runtime/writer_first.h"

enum { READERS_SHIFT = 3, WRITE_LOCKED = 2 }; /* of __readers */

static bool is_taken(const pthread_rwlock_t *rwlock)
{
    unsigned readers = __atomic_load_n(&rwlock->__data.__readers, __ATOMIC_RELAXED);
    return readers >> READERS_SHIFT != 0 || (readers & WRITE_LOCKED) != 0;
}

/* ---- Init and destroy ---- */

LC_EXPORT int pthread_rwlock_init(pthread_rwlock_t *rwlock, const pthread_rwlockattr_t *attributes)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        if (LC_UNLIKELY(lc_held_find(self, rwlock) >= 0)) {
            lc_tell_if_held(self, rwlock, LC_LOCK_RWLOCK, LC_SITE(), LC_DEPTH());
            lc_initialised_end(rwlock); /* that says it all */
        }
        uint32_t stack = lc_stack_of_site(self, LC_SITE(), LC_DEPTH());
        lc_initialised_begin(self, rwlock, LC_LOCK_RWLOCK, stack);
        lc_lifetime_may_end(self, rwlock, LC_GONE_REINITIALISED);
        lc_lock_init_remember(rwlock, stack);
    }
    bool is_renewal = attributes && lc_shared_is_renewal(rwlock, sizeof(pthread_rwlock_t));
    int result = LC_REAL(pthread_rwlock_init)(rwlock, attributes);
    if (self && is_renewal && result == 0 && rwlock->__data.__shared) {
        lc_shared_renewed(self, rwlock, LC_LOCK_RWLOCK);
    }
    return result;
}

LC_EXPORT int pthread_rwlock_destroy(pthread_rwlock_t *rwlock)
{
    struct lc_thread *self = lc_thread_self();
    if (self && LC_UNLIKELY(is_taken(rwlock))) {
        lc_tell_if_held(self, rwlock, LC_LOCK_RWLOCK, LC_SITE(), LC_DEPTH());
    }
    int result = LC_REAL(pthread_rwlock_destroy)(rwlock);
    if (self && result == 0) {
        lc_initialised_end(rwlock);
        lc_lifetime_may_end(self, rwlock, LC_GONE_DESTROYED);
    }
    return result;
}

/* ---- Lock ---- */

LC_HOT_INLINE int after(struct lc_thread *self, uint32_t index, pthread_rwlock_t *rwlock,
                        int result)
{
    if (LC_UNLIKELY(result != 0)) {
        return lc_refused(self, index, rwlock, result);
    }
    lc_taken(self, index, rwlock);
    if (lc_profile_is_on()) {
        lc_profile_takes(self, index);
    }
    return result;
}

/* Now, when somebody keeps out who comes in this mode; else 0. */
static uint64_t waits_from(const pthread_rwlock_t *rwlock, enum lc_mode mode)
{
    unsigned readers = __atomic_load_n(&rwlock->__data.__readers, __ATOMIC_RELAXED);
    bool has_queue = rwlock->__data.__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP &&
                     __atomic_load_n(&rwlock->__data.__writers, __ATOMIC_RELAXED) != 0;
    bool is_closed =
        mode == LC_MODE_READ ? (readers & WRITE_LOCKED) != 0 || has_queue : is_taken(rwlock);
    return is_closed ? lc_runtime_now_ns() : 0;
}

static LC_COLD int after_wait(struct lc_thread *self, uint32_t index, pthread_rwlock_t *rwlock,
                              uint64_t since_ns, int result)
{
    if (result == 0) {
        lc_contention_waited(self, rwlock, LC_LOCK_RWLOCK, lc_held_stack(&self->held[index]),
                             since_ns);
    }
    return after(self, index, rwlock, result);
}

/* The index of the lock that this thread reads already, or -1: a reader may come again. */
LC_HOT_INLINE int find_read(const struct lc_thread *self, const pthread_rwlock_t *rwlock)
{
    int i = lc_held_find(self, rwlock);
    return LC_UNLIKELY(i >= 0) && lc_held_mode(&self->held[i]) == LC_MODE_READ ? i : -1;
}

static LC_COLD int after_reread(struct lc_thread *self, int i, int result)
{
    if (result == 0) {
        self->held[i].info += LC_HELD_ONCE;
    }
    return result;
}

static LC_COLD int reread(struct lc_thread *self, int i, pthread_rwlock_t *rwlock, void *site,
                          void *depth)
{
    uint32_t stack = lc_stack_of_site(self, site, depth);
    if (rwlock->__data.__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP) {
        lc_read_again(self, rwlock, stack);
    }
    int result = LC_REAL(pthread_rwlock_tryrdlock)(rwlock);
    if (result == EBUSY) { /* a writer waits, and this kind of lock lets it go first */
        result = lc_rwlock_wait(self, rwlock, LC_MODE_READ, stack);
    }
    return after_reread(self, i, result);
}

/* A writer that may wait comes: of some kinds of lock it keeps new readers out. */
LC_HOT_INLINE void note_writer(struct lc_thread *self, pthread_rwlock_t *rwlock, void *site,
                               void *depth)
{
    if (LC_UNLIKELY(rwlock->__data.__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)) {
        lc_writer_first_note(self, rwlock, site, depth);
    }
}

static LC_NOINLINE int rdlock_slow(pthread_rwlock_t *rwlock, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (LC_UNLIKELY(!self)) {
        return LC_REAL(pthread_rwlock_rdlock)(rwlock);
    }
    int again = find_read(self, rwlock);
    if (LC_UNLIKELY(again >= 0)) {
        return reread(self, again, rwlock, site, depth);
    }
    uint32_t index = lc_asking(self, rwlock, LC_LOCK_RWLOCK, LC_MODE_READ, site, depth);
    int result = LC_REAL(pthread_rwlock_tryrdlock)(rwlock);
    if (LC_UNLIKELY(result == EBUSY)) {
        result = lc_rwlock_wait(self, rwlock, LC_MODE_READ, self->held[index].info);
    }
    return after(self, index, rwlock, result);
}

LC_EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t *rwlock)
{
    struct lc_thread *self = tl_self;
    struct lc_routine routine;
    if (LC_UNLIKELY(!lc_is_routine(self, rwlock, LC_LOCK_RWLOCK, LC_MODE_READ, LC_SITE(),
                                   LC_DEPTH(), &routine) ||
                    !lc_rwlock_fast_read(rwlock))) {
        return rdlock_slow(rwlock, LC_SITE(), LC_DEPTH());
    }
    lc_push(self, rwlock, routine.info, routine.hash);
    return 0;
}

static LC_NOINLINE int wrlock_slow(pthread_rwlock_t *rwlock, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (LC_UNLIKELY(!self)) {
        return LC_REAL(pthread_rwlock_wrlock)(rwlock);
    }
    note_writer(self, rwlock, site, depth);
    uint32_t index = lc_asking(self, rwlock, LC_LOCK_RWLOCK, LC_MODE_WRITE, site, depth);
    int result = LC_REAL(pthread_rwlock_trywrlock)(rwlock);
    if (LC_UNLIKELY(result == EBUSY)) {
        result = lc_rwlock_wait(self, rwlock, LC_MODE_WRITE, self->held[index].info);
    }
    return after(self, index, rwlock, result);
}

LC_EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t *rwlock)
{
    struct lc_thread *self = tl_self;
    struct lc_routine routine;
    if (LC_UNLIKELY(!lc_is_routine(self, rwlock, LC_LOCK_RWLOCK, LC_MODE_WRITE, LC_SITE(),
                                   LC_DEPTH(), &routine) ||
                    !lc_rwlock_fast_write(rwlock, self->tid))) {
        return wrlock_slow(rwlock, LC_SITE(), LC_DEPTH());
    }
    lc_push(self, rwlock, routine.info, routine.hash);
    return 0;
}

/* Take the lock by `real_call`; begin(…) says whether it may wait: lc_asking or lc_trying. `since`:
 * when it began to, or 0. */
#define READ(begin, since, real_call)                                                          \
    struct lc_thread *self = lc_thread_self();                                                 \
    if (LC_UNLIKELY(!self)) {                                                                  \
        return real_call;                                                                      \
    }                                                                                          \
    int again = find_read(self, rwlock);                                                       \
    if (LC_UNLIKELY(again >= 0)) {                                                             \
        return after_reread(self, again, real_call);                                           \
    }                                                                                          \
    uint32_t index = begin(self, rwlock, LC_LOCK_RWLOCK, LC_MODE_READ, LC_SITE(), LC_DEPTH()); \
    uint64_t since_ns = since;                                                                 \
    int result = real_call;                                                                    \
    return since_ns ? after_wait(self, index, rwlock, since_ns, result)                        \
                    : after(self, index, rwlock, result)

#define WRITE(begin, note, since, real_call)                                                    \
    struct lc_thread *self = lc_thread_self();                                                  \
    if (LC_UNLIKELY(!self)) {                                                                   \
        return real_call;                                                                       \
    }                                                                                           \
    note;                                                                                       \
    uint32_t index = begin(self, rwlock, LC_LOCK_RWLOCK, LC_MODE_WRITE, LC_SITE(), LC_DEPTH()); \
    uint64_t since_ns = since;                                                                  \
    int result = real_call;                                                                     \
    return since_ns ? after_wait(self, index, rwlock, since_ns, result)                         \
                    : after(self, index, rwlock, result)

LC_EXPORT int pthread_rwlock_tryrdlock(pthread_rwlock_t *rwlock)
{
    READ(lc_trying, 0, LC_REAL(pthread_rwlock_tryrdlock)(rwlock));
}

LC_EXPORT int pthread_rwlock_timedrdlock(pthread_rwlock_t *rwlock, const struct timespec *deadline)
{
    lc_check_deadline(rwlock, LC_LOCK_RWLOCK, deadline, LC_SITE(), LC_DEPTH());
    READ(lc_asking, waits_from(rwlock, LC_MODE_READ),
         LC_REAL(pthread_rwlock_timedrdlock)(rwlock, deadline));
}

LC_EXPORT int pthread_rwlock_clockrdlock(pthread_rwlock_t *rwlock, clockid_t clock,
                                         const struct timespec *deadline)
{
    lc_check_deadline(rwlock, LC_LOCK_RWLOCK, deadline, LC_SITE(), LC_DEPTH());
    READ(lc_asking, waits_from(rwlock, LC_MODE_READ),
         LC_REAL(pthread_rwlock_clockrdlock)(rwlock, clock, deadline));
}

/* No note_writer: one that only tries never makes readers queue behind it. */
LC_EXPORT int pthread_rwlock_trywrlock(pthread_rwlock_t *rwlock)
{
    WRITE(lc_trying, (void)0, 0, LC_REAL(pthread_rwlock_trywrlock)(rwlock));
}

LC_EXPORT int pthread_rwlock_timedwrlock(pthread_rwlock_t *rwlock, const struct timespec *deadline)
{
    lc_check_deadline(rwlock, LC_LOCK_RWLOCK, deadline, LC_SITE(), LC_DEPTH());
    WRITE(lc_asking, note_writer(self, rwlock, LC_SITE(), LC_DEPTH()),
          waits_from(rwlock, LC_MODE_WRITE), LC_REAL(pthread_rwlock_timedwrlock)(rwlock, deadline));
}

LC_EXPORT int pthread_rwlock_clockwrlock(pthread_rwlock_t *rwlock, clockid_t clock,
                                         const struct timespec *deadline)
{
    lc_check_deadline(rwlock, LC_LOCK_RWLOCK, deadline, LC_SITE(), LC_DEPTH());
    WRITE(lc_asking, note_writer(self, rwlock, LC_SITE(), LC_DEPTH()),
          waits_from(rwlock, LC_MODE_WRITE),
          LC_REAL(pthread_rwlock_clockwrlock)(rwlock, clock, deadline));
}

/* ---- Unlock ---- */

/* Who writes keeps out readers and writers; who reads, writers. The readers are counted with those
 * that wait. */
LC_HOT_INLINE bool has_waiters(const pthread_rwlock_t *rwlock)
{
    unsigned readers = __atomic_load_n(&rwlock->__data.__readers, __ATOMIC_RELAXED);
    bool is_written = readers & WRITE_LOCKED;
    return (is_written && readers >> READERS_SHIFT != 0) ||
           __atomic_load_n(&rwlock->__data.__writers, __ATOMIC_RELAXED) != 0;
}

LC_HOT_INLINE void count_use(struct lc_thread *self, pthread_rwlock_t *rwlock)
{
    if (LC_UNLIKELY(has_waiters(rwlock))) {
        lc_contention_gives(self, rwlock);
    }
    if (lc_profile_is_on()) {
        lc_profile_gives(self, rwlock);
    }
}

static LC_NOINLINE int unlock_slow(pthread_rwlock_t *rwlock, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (self && LC_UNLIKELY(lc_held_find(self, rwlock) < 0)) {
        lc_tell_foreign_unlock(self, rwlock, LC_LOCK_RWLOCK, is_taken(rwlock), site, depth);
    } else if (self) {
        count_use(self, rwlock);
    }
    int result = LC_REAL(pthread_rwlock_unlock)(rwlock);
    if (self && LC_LIKELY(result == 0)) {
        (void)lc_released(self, rwlock, depth);
    }
    return result;
}

LC_EXPORT int pthread_rwlock_unlock(pthread_rwlock_t *rwlock)
{
    struct lc_thread *self = tl_self;
    if (LC_UNLIKELY(
            !self || !lc_is_newest(self, rwlock) ||
            !(lc_rwlock_fast_read_end(rwlock) || lc_rwlock_fast_write_end(rwlock, self->tid)))) {
        return unlock_slow(rwlock, LC_SITE(), LC_DEPTH());
    }
    (void)lc_released(self, rwlock, LC_DEPTH());
    return 0;
}
