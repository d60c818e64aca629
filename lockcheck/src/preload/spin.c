/* pthread_spin_*. */
#include <errno.h>
#include <stdbool.h>

#include "preload/real.h"
#include "preload/spin_fast.h"
#include "preload/tell.h"
#include "preload/wrap.h"
#include "runtime/held.h"
#include "runtime/holder.h"
#include "runtime/locks.h"
#include "runtime/state.h"
#include "runtime/wait.h"

/* The C library's type is volatile; we never look inside. */
static void *plain(pthread_spinlock_t *spin)
{
    return (void *)(uintptr_t)spin;
}

/* ---- Init and destroy ---- */

LC_EXPORT int pthread_spin_init(pthread_spinlock_t *spin, int pshared)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        if (LC_UNLIKELY(lc_held_find(self, plain(spin)) >= 0)) {
            lc_tell_if_held(self, plain(spin), LC_LOCK_SPIN, LC_SITE(), LC_DEPTH());
        }
        lc_lifetime_may_end(self, plain(spin), LC_GONE_REINITIALISED);
        lc_lock_init_remember(plain(spin), lc_stack_of_site(self, LC_SITE(), LC_DEPTH()));
    }
    return LC_REAL(pthread_spin_init)(spin, pshared);
}

LC_EXPORT int pthread_spin_destroy(pthread_spinlock_t *spin)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        lc_tell_if_held(self, plain(spin), LC_LOCK_SPIN, LC_SITE(), LC_DEPTH());
    }
    int result = LC_REAL(pthread_spin_destroy)(spin);
    if (self && result == 0) {
        lc_lifetime_may_end(self, plain(spin), LC_GONE_DESTROYED);
    }
    return result;
}

/* ---- Spinning ---- */

static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* False: the lock stayed taken until the deadline. The clock is looked at once in a while. */
static bool spin_until(pthread_spinlock_t *spin, uint64_t deadline_ns)
{
    enum { SPINS_PER_LOOK = 256 };
    do {
        for (int i = 0; i < SPINS_PER_LOOK; i++) {
            if (LC_REAL(pthread_spin_trylock)(spin) == 0) {
                return true;
            }
            relax();
        }
    } while (lc_runtime_now_ns() < deadline_ns);
    return false;
}

static uint64_t after_ms(uint64_t start_ns, uint32_t ms)
{
    return start_ns + (uint64_t)ms * 1000000;
}

static int spin_published(struct lc_thread *self, pthread_spinlock_t *spin, uint64_t since_ns)
{
    if (g_lc.options.hang_ms) {
        if (spin_until(spin, after_ms(since_ns, g_lc.options.hang_ms))) {
            return 0;
        }
        lc_wait_long(self);
    }
    return LC_REAL(pthread_spin_lock)(spin);
}

/* pthread_spin_lock of one that is taken, with an eye on deadlock. */
static LC_COLD int wait_for(struct lc_thread *self, pthread_spinlock_t *spin, uint32_t index)
{
    struct lc_wait wait = {
        .object = plain(spin),
        .kind = LC_LOCK_SPIN,
        .mode = LC_MODE_WRITE,
        .call = self->held[index].info,
        .since_ns = lc_runtime_now_ns(),
    };
    if (lc_held_find(self, plain(spin)) >= 0) {
        lc_wait_for_self(self, &wait, LC_FINDING_SELF_DEADLOCK);
    }
    if (spin_until(spin, after_ms(wait.since_ns, g_lc.options.hang_check_ms))) {
        return 0;
    }
    lc_wait_begin(self, &wait);
    int result = spin_published(self, spin, wait.since_ns);
    lc_wait_end(self);
    return result;
}

/* ---- Lock and unlock ---- */

LC_HOT_INLINE int after(struct lc_thread *self, uint32_t index, pthread_spinlock_t *spin,
                        int result)
{
    if (LC_LIKELY(result == 0)) {
        lc_taken(self, index, plain(spin));
        return 0;
    }
    return lc_refused(self, index, plain(spin), result);
}

static LC_NOINLINE int lock_slow(pthread_spinlock_t *spin, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (LC_UNLIKELY(!self)) {
        return LC_REAL(pthread_spin_lock)(spin);
    }
    uint32_t index = lc_asking(self, plain(spin), LC_LOCK_SPIN, LC_MODE_WRITE, site, depth);
    int result = LC_REAL(pthread_spin_trylock)(spin);
    if (LC_UNLIKELY(result == EBUSY)) {
        result = wait_for(self, spin, index);
    }
    return after(self, index, spin, result);
}

LC_EXPORT int pthread_spin_lock(pthread_spinlock_t *spin)
{
    struct lc_thread *self = tl_self;
    struct lc_routine routine;
    if (LC_UNLIKELY(!lc_is_routine(self, plain(spin), LC_LOCK_SPIN, LC_MODE_WRITE, LC_SITE(),
                                   LC_DEPTH(), &routine) ||
                    !lc_spin_fast_lock(spin))) {
        return lock_slow(spin, LC_SITE(), LC_DEPTH());
    }
    lc_push(self, plain(spin), routine.info, routine.hash);
    return 0;
}

LC_EXPORT int pthread_spin_trylock(pthread_spinlock_t *spin)
{
    struct lc_thread *self = lc_thread_self();
    if (LC_UNLIKELY(!self)) {
        return LC_REAL(pthread_spin_trylock)(spin);
    }
    uint32_t index =
        lc_trying(self, plain(spin), LC_LOCK_SPIN, LC_MODE_WRITE, LC_SITE(), LC_DEPTH());
    return after(self, index, spin, LC_REAL(pthread_spin_trylock)(spin));
}

/* Nobody has it when nobody's list has it: which word means "free" differs between processors. */
static LC_COLD void tell_foreign(struct lc_thread *self, pthread_spinlock_t *spin, void *site,
                                 void *depth)
{
    bool is_locked = lc_holder_tid(self, plain(spin)) != 0;
    lc_tell_foreign_unlock(self, plain(spin), LC_LOCK_SPIN, is_locked, site, depth);
}

LC_EXPORT int pthread_spin_unlock(pthread_spinlock_t *spin)
{
    struct lc_thread *self = lc_thread_self();
    if (LC_LIKELY(self != NULL) && LC_UNLIKELY(!lc_released(self, plain(spin), LC_DEPTH()))) {
        tell_foreign(self, spin, LC_SITE(), LC_DEPTH());
    }
    return lc_spin_fast_unlock(spin) ? 0 : LC_REAL(pthread_spin_unlock)(spin);
}
