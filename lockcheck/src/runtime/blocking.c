#include "runtime/blocking.h"

#include <errno.h>
#include <pthread.h>

#include "runtime/finding.h"
#include "runtime/locks.h"
#include "runtime/sem.h"
#include "runtime/site.h"
#include "runtime/state.h"
#include "runtime/word.h"

const struct lc_blocking lc_blocking_call;

/* The lock itself says that somebody waits for it. */
static bool has_waiter(const void *address, const struct lc_held *entry)
{
    if (!lc_word_is_readable(address, sizeof(pthread_mutex_t))) {
        return false; /* gone */
    }
    if (lc_held_kind(entry) == LC_LOCK_MUTEX) {
        enum { LOCKED_WITH_WAITERS = 2 };
        const pthread_mutex_t *mutex = address;
        return __atomic_load_n(&mutex->__data.__lock, __ATOMIC_RELAXED) == LOCKED_WITH_WAITERS;
    }
    if (lc_held_kind(entry) == LC_LOCK_RWLOCK) {
        const pthread_rwlock_t *rwlock = address;
        enum { READERS_SHIFT = 3 };
        unsigned readers = __atomic_load_n(&rwlock->__data.__readers, __ATOMIC_RELAXED);
        return lc_held_mode(entry) == LC_MODE_WRITE
                   ? readers >> READERS_SHIFT != 0
                   : __atomic_load_n(&rwlock->__data.__writers, __ATOMIC_RELAXED) != 0;
    }
    return false;
}

/* Or it takes part in an order together with other threads. */
static bool is_asked_for_locked(const struct lc_held *entry)
{
    const void *address = lc_held_lock(entry);
    if (!address || (lc_held_kind(entry) == LC_LOCK_SEM &&
                     (!lc_sem_state(address) || lc_sem_state(address) == LC_SEM_COUNTS))) {
        return false; /* permits are held for long on purpose */
    }
    const struct lc_lock *lock = lc_lock_find_locked((uintptr_t)address);
    return (lock && lock->is_shared) || has_waiter(address, entry);
}

static bool is_asked_for_any_locked(const struct lc_thread *self)
{
    for (uint32_t i = 0; i < lc_held_count(self); i++) {
        if (is_asked_for_locked(&self->held[i])) {
            return true;
        }
    }
    return false;
}

static void tell(struct lc_thread *self, uint64_t blocked_ns, const struct lc_blocking *what,
                 uint32_t stack)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    if (is_asked_for_any_locked(self)) {
        (void)lc_finding_misuse_locked(self, &(struct lc_misuse){
                                                 .kind = LC_FINDING_HOLD_WHILE_BLOCKING,
                                                 .tier = LC_TIER_INFO,
                                                 .object = what->object,
                                                 .object_kind = what->kind,
                                                 .stack = stack,
                                                 .blocked_ns = blocked_ns,
                                             });
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_blocking_over(struct lc_thread *self, uint64_t since_ns, const struct lc_blocking *what,
                      void *site, void *depth)
{
    enum { NS_PER_MS = 1000000 };
    uint64_t blocked_ns = lc_runtime_now_ns() - since_ns;
    if (blocked_ns < (uint64_t)g_lc.options.hold_ms * NS_PER_MS || tl_self != self) {
        return;
    }
    int saved = errno;
    tell(self, blocked_ns, what, lc_stack_of_site(self, site, depth));
    errno = saved;
}
