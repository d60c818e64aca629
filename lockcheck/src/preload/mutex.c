/* pthread_mutex_*: every type that glibc has. */
#include <errno.h>
#include <limits.h>

#include "preload/checks.h"
#include "preload/mutex.h"
#include "preload/mutex_wait.h"
#include "preload/real.h"
#include "preload/wrap.h"
#include "runtime/contention.h"
#include "runtime/finding.h"
#include "runtime/foreign_unlock.h"
#include "runtime/held.h"
#include "runtime/inherited.h"
#include "runtime/initialised.h"
#include "runtime/lifetime.h"
#include "runtime/locks.h"
#include "runtime/shared.h"
#include "runtime/thread.h"
#include "runtime/took.h"
#include "trace/format.h"

enum { KIND_PSHARED = 0x80 }; /* of glibc's __kind */

/* Whether the call took the lock: EOWNERDEAD says that its last owner died, and that it is ours. */
LC_HOT_INLINE bool is_taken(int result)
{
    return LC_LIKELY(result == 0) || result == EOWNERDEAD;
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

LC_HOT_INLINE int after_relock(struct lc_held *held, int result)
{
    if (is_taken(result)) {
        held->info += LC_HELD_ONCE;
    }
    return result;
}

LC_HOT_INLINE int after(struct lc_thread *self, uint32_t index, pthread_mutex_t *mutex, int result)
{
    if (LC_LIKELY(result == 0)) {
        lc_taken(self, index, mutex);
    } else if (result == EOWNERDEAD) {
        lc_taken(self, index, mutex);
    } else {
        return lc_refused(self, index, mutex, result);
    }
    if (lc_profile_is_on()) {
        lc_profile_takes(self, index);
    }
    return result;
}

/* Now, when the mutex is somebody's; else 0. */
static uint64_t waits_from(const pthread_mutex_t *mutex)
{
    bool is_owned = __atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED) != 0;
    return is_owned ? lc_runtime_now_ns() : 0;
}

static LC_COLD int after_wait(struct lc_thread *self, uint32_t index, pthread_mutex_t *mutex,
                              uint64_t since_ns, int result)
{
    if (is_taken(result)) {
        lc_contention_waited(self, mutex, LC_LOCK_MUTEX, lc_held_stack(&self->held[index]),
                             since_ns);
    }
    return after(self, index, mutex, result);
}

/* Take the mutex by `real_call`, which may wait until a deadline, and keep the books. */
#define TAKE(mutex, site, depth, real_call)                                             \
    struct lc_thread *self = lc_thread_self();                                          \
    if (LC_UNLIKELY(!self)) {                                                           \
        return real_call;                                                               \
    }                                                                                   \
    struct lc_held *relock = find_relock(self, mutex);                                  \
    if (LC_UNLIKELY(relock != NULL)) {                                                  \
        return after_relock(relock, real_call);                                         \
    }                                                                                   \
    uint32_t index = lc_asking(self, mutex, LC_LOCK_MUTEX, LC_MODE_WRITE, site, depth); \
    uint64_t since_ns = waits_from(mutex);                                              \
    int result = real_call;                                                             \
    return since_ns ? after_wait(self, index, mutex, since_ns, result)                  \
                    : after(self, index, mutex, result)

/* The old lock at this address ends here, if there was one. */
static void lifetime_ends(struct lc_thread *self, pthread_mutex_t *mutex,
                          enum lc_gone_reason reason)
{
    if (lc_page_is_tracked((uintptr_t)mutex)) {
        lc_lifetime_end(self, mutex, reason);
    }
}

static LC_COLD void tell_held(struct lc_thread *self, pthread_mutex_t *mutex, uint32_t owner,
                              void *site, void *depth)
{
    if (lc_inherited_has(mutex)) {
        return;
    }
    lc_finding_misuse(self, &(struct lc_misuse){
                                .kind = LC_FINDING_DESTROY_HELD,
                                .tier = LC_TIER_CONFIRMED,
                                .object = mutex,
                                .object_kind = LC_LOCK_MUTEX,
                                .stack = lc_stack_of_site(self, site, depth),
                                .other_tid = owner,
                            });
}

void lc_mutex_init_seen(pthread_mutex_t *mutex, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (!self) {
        return;
    }
    if (LC_UNLIKELY(lc_held_find(self, mutex) >= 0)) {
        tell_held(self, mutex, self->tid, site, depth);
        (void)lc_released(self, mutex, NULL);
        lc_initialised_end(mutex); /* that says it all */
    }
    uint32_t stack = lc_stack_of_site(self, site, depth);
    lc_initialised_begin(self, mutex, LC_LOCK_MUTEX, stack);
    lifetime_ends(self, mutex, LC_GONE_REINITIALISED);
    lc_lock_init_remember(mutex, stack);
}

LC_EXPORT int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes)
{
    lc_mutex_init_seen(mutex, LC_SITE(), LC_DEPTH());
    bool is_renewal = attributes && lc_shared_is_renewal(mutex, sizeof(pthread_mutex_t));
    int result = LC_REAL(pthread_mutex_init)(mutex, attributes);
    struct lc_thread *self = is_renewal ? lc_thread_self() : NULL;
    if (self && result == 0 && mutex->__data.__kind & KIND_PSHARED) {
        lc_shared_renewed(self, mutex, LC_LOCK_MUTEX);
    }
    return result;
}

int lc_mutex_destroy(pthread_mutex_t *mutex, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    uint32_t owner = (uint32_t)__atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED);
    int result = LC_REAL(pthread_mutex_destroy)(mutex);
    if (self && result == 0) {
        lc_initialised_end(mutex);
        lifetime_ends(self, mutex, LC_GONE_DESTROYED);
    } else if (self && result == EBUSY && owner != 0) {
        tell_held(self, mutex, owner, site, depth);
    }
    return result;
}

LC_EXPORT int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    return lc_mutex_destroy(mutex, LC_SITE(), LC_DEPTH());
}

/* EINVAL, of a call that has no other argument than the mutex. */
static LC_COLD void tell_refused(pthread_mutex_t *mutex, void *site, void *depth)
{
    if (lc_is_no_mutex(mutex)) {
        lc_tell_not_initialised(mutex, LC_LOCK_MUTEX, site, depth);
    }
}

int lc_mutex_lock_slow(pthread_mutex_t *mutex, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (!self) {
        return LC_REAL(pthread_mutex_lock)(mutex);
    }
    struct lc_held *relock = find_relock(self, mutex);
    if (relock) {
        return after_relock(relock, LC_REAL(pthread_mutex_lock)(mutex));
    }
    uint32_t index = lc_asking(self, mutex, LC_LOCK_MUTEX, LC_MODE_WRITE, site, depth);
    int result = LC_REAL(pthread_mutex_trylock)(mutex);
    if (result == EBUSY) {
        result = lc_mutex_wait(self, index, mutex);
    } else if (result == EINVAL) {
        tell_refused(mutex, site, depth);
    }
    if (is_taken(result)) {
        lc_took_note(self, mutex, lc_held_stack(&self->held[index]));
    }
    return after(self, index, mutex, result);
}

int lc_mutex_lock_nested(struct lc_thread *self, pthread_mutex_t *mutex, void *site, void *depth,
                         uint32_t call)
{
    uint32_t count = lc_held_count(self);
    uint64_t hash;
    if (LC_UNLIKELY(count == self->held_max ||
                    !lc_is_known(self, count, mutex, LC_MODE_WRITE, &hash) ||
                    !lc_mutex_fast_lock(mutex, self->tid))) {
        return lc_mutex_lock_slow(mutex, site, depth);
    }
    lc_push(self, mutex, LC_HELD_INFO(LC_LOCK_MUTEX, LC_MODE_WRITE, call), hash);
    return 0;
}

int lc_mutex_lock_checked(pthread_mutex_t *mutex, void *site, void *depth)
{
    struct lc_thread *self = tl_self;
    uint32_t call;
    if (self && lc_mutex_is_plain(mutex) && lc_site_is_checked(self, site, depth, &call)) {
        return lc_mutex_lock_nested(self, mutex, site, depth, call);
    }
    return lc_mutex_lock_slow(mutex, site, depth);
}

LC_EXPORT int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    return lc_mutex_lock(mutex, LC_SITE(), LC_DEPTH());
}

int lc_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *deadline, void *site,
                       void *depth)
{
    lc_check_deadline(mutex, LC_LOCK_MUTEX, deadline, site, depth);
    TAKE(mutex, site, depth, LC_REAL(pthread_mutex_timedlock)(mutex, deadline));
}

LC_EXPORT int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *deadline)
{
    return lc_mutex_timedlock(mutex, deadline, LC_SITE(), LC_DEPTH());
}

LC_EXPORT int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
                                      const struct timespec *deadline)
{
    lc_check_deadline(mutex, LC_LOCK_MUTEX, deadline, LC_SITE(), LC_DEPTH());
    TAKE(mutex, LC_SITE(), LC_DEPTH(), LC_REAL(pthread_mutex_clocklock)(mutex, clock, deadline));
}

int lc_mutex_trylock(pthread_mutex_t *mutex, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (LC_UNLIKELY(!self)) {
        return LC_REAL(pthread_mutex_trylock)(mutex);
    }
    struct lc_held *relock = find_relock(self, mutex);
    if (LC_UNLIKELY(relock != NULL)) {
        return after_relock(relock, LC_REAL(pthread_mutex_trylock)(mutex));
    }
    uint32_t index = lc_trying(self, mutex, LC_LOCK_MUTEX, LC_MODE_WRITE, site, depth);
    int result = LC_REAL(pthread_mutex_trylock)(mutex);
    if (LC_UNLIKELY(result == EINVAL)) {
        tell_refused(mutex, site, depth);
    }
    return after(self, index, mutex, result);
}

LC_EXPORT int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    return lc_mutex_trylock(mutex, LC_SITE(), LC_DEPTH());
}

/* Whoever unlocks it, it is unlocked: robust mutexes and those that count, check or inherit
 * priority refuse. */
static bool obeys_others(const pthread_mutex_t *mutex)
{
    enum { KIND_TYPE_MASK = 3, KIND_ROBUST = 0x10, KIND_PI = 0x20 };
    int kind = mutex->__data.__kind;
    int type = kind & KIND_TYPE_MASK;
    return (type == PTHREAD_MUTEX_NORMAL || type == PTHREAD_MUTEX_ADAPTIVE_NP) &&
           !(kind & (KIND_ROBUST | KIND_PI));
}

/* Neither ours by our books nor by the mutex's own: say so before it is too late to tell. */
static void check_unlock(struct lc_thread *self, pthread_mutex_t *mutex, void *site, void *depth)
{
    uint32_t owner = (uint32_t)__atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED);
    if (owner == self->tid || lc_held_find(self, mutex) >= 0) {
        return;
    }
    bool is_locked = __atomic_load_n(&mutex->__data.__lock, __ATOMIC_RELAXED) != 0;
    lc_finding_misuse(
        self, &(struct lc_misuse){
                  .kind = is_locked ? LC_FINDING_UNLOCK_NOT_OWNER : LC_FINDING_UNLOCK_NOT_LOCKED,
                  .tier = LC_TIER_CONFIRMED,
                  .object = mutex,
                  .object_kind = LC_LOCK_MUTEX,
                  .stack = lc_stack_of_site(self, site, depth),
                  .other_tid = owner,
              });
    if (is_locked && obeys_others(mutex)) {
        lc_foreign_unlock(self, mutex, LC_LOCK_MUTEX);
    }
}

/*
 * Its last owner died, and nobody has said since that what it guards is sound again. To unlock it
 * so is how POSIX lets a program give it up for good: it informs.
 */
static void check_consistent(struct lc_thread *self, pthread_mutex_t *mutex, void *site,
                             void *depth)
{
    enum { KIND_ROBUST = 0x10, OWNER_INCONSISTENT = INT_MAX };
    if (mutex->__data.__kind & KIND_ROBUST &&
        __atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED) == OWNER_INCONSISTENT &&
        lc_held_find(self, mutex) >= 0) {
        lc_finding_misuse(self, &(struct lc_misuse){
                                    .kind = LC_FINDING_ROBUST_INCONSISTENT,
                                    .tier = LC_TIER_INFO,
                                    .object = mutex,
                                    .object_kind = LC_LOCK_MUTEX,
                                    .stack = lc_stack_of_site(self, site, depth),
                                });
    }
}

/* As the lock's own word says: 2, or, of those that keep the owner in it, the kernel's mark. */
static bool has_waiters(const pthread_mutex_t *mutex)
{
    const uint32_t plain = 2, with_owner = UINT32_C(1) << 31;
    uint32_t word = (uint32_t)__atomic_load_n(&mutex->__data.__lock, __ATOMIC_RELAXED);
    return word == plain || word & with_owner;
}

void lc_mutex_count_use(struct lc_thread *self, pthread_mutex_t *mutex)
{
    if (has_waiters(mutex)) {
        lc_contention_gives(self, mutex);
    }
    if (lc_profile_is_on()) {
        lc_profile_gives(self, mutex);
    }
}

int lc_mutex_unlock_slow(pthread_mutex_t *mutex, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        check_unlock(self, mutex, site, depth);
        check_consistent(self, mutex, site, depth);
        lc_mutex_count_use(self, mutex);
    }
    int result = LC_REAL(pthread_mutex_unlock)(mutex);
    if (LC_UNLIKELY(result == EINVAL)) {
        tell_refused(mutex, site, depth);
    } else if (self && result == 0) {
        (void)lc_released(self, mutex, depth);
    }
    return result;
}

LC_EXPORT int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    return lc_mutex_unlock(mutex, LC_SITE(), LC_DEPTH());
}

LC_EXPORT int pthread_mutex_consistent(pthread_mutex_t *mutex)
{
    return LC_REAL(pthread_mutex_consistent)(mutex);
}
