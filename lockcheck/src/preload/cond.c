/*
 * pthread_cond_*. On x86-64 each exists twice: conditions of programs linked before glibc 2.3.2 are
 * pointers to the present kind, which the real functions allocate.
 */
#include "preload/cond_wait.h"
#include "preload/real.h"
#include "preload/wrap.h"
#include "runtime/cond.h"
#include "runtime/lifetime.h"
#include "runtime/thread.h"

#ifdef LC_COND_VERSION_OLD
#define CURRENT(name) current_##name
#define EXPORT_CURRENT(name) \
    __asm__(".symver current_" #name ", " #name "@@" LC_COND_VERSION ", remove")
#define EXPORT_OLD(ours, name) \
    __asm__(".symver " #ours ", " #name "@" LC_COND_VERSION_OLD ", remove")
#define DECLARE_CURRENT(type, name, symbol, version, parameters, arguments) \
    type current_##name parameters;
#define DECLARE_OLD(type, name, symbol, version, parameters, arguments) type name parameters;
LC_HOOKS_COND(DECLARE_CURRENT)
LC_HOOKS_COND_OLD(DECLARE_OLD)
#else
#define CURRENT(name)        name
#define EXPORT_CURRENT(name) _Static_assert(1, "one version")
#endif

/* A condition that took part in something ends, or begins anew. */
static void lifetime_ends(pthread_cond_t *cond, enum lc_gone_reason reason)
{
    struct lc_thread *self = lc_thread_self();
    if (self && lc_page_is_tracked((uintptr_t)cond)) {
        lc_lifetime_end(self, cond, reason);
    }
}

EXPORT_CURRENT(pthread_cond_init);
LC_EXPORT int CURRENT(pthread_cond_init)(pthread_cond_t *cond, const pthread_condattr_t *attributes)
{
    lifetime_ends(cond, LC_GONE_REINITIALISED);
    return LC_REAL(pthread_cond_init)(cond, attributes);
}

EXPORT_CURRENT(pthread_cond_destroy);
LC_EXPORT int CURRENT(pthread_cond_destroy)(pthread_cond_t *cond)
{
    lifetime_ends(cond, LC_GONE_DESTROYED);
    return LC_REAL(pthread_cond_destroy)(cond);
}

EXPORT_CURRENT(pthread_cond_wait);
LC_EXPORT int CURRENT(pthread_cond_wait)(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
    LC_COND_WAIT(cond, mutex, LC_REAL(pthread_cond_wait)(cond, mutex));
}

EXPORT_CURRENT(pthread_cond_timedwait);
LC_EXPORT int CURRENT(pthread_cond_timedwait)(pthread_cond_t *cond, pthread_mutex_t *mutex,
                                              const struct timespec *deadline)
{
    LC_COND_WAIT_UNTIL(cond, mutex, LC_REAL(pthread_cond_timedwait)(cond, mutex, deadline));
}

LC_EXPORT int pthread_cond_clockwait(pthread_cond_t *cond, pthread_mutex_t *mutex, clockid_t clock,
                                     const struct timespec *deadline)
{
    LC_COND_WAIT_UNTIL(cond, mutex, LC_REAL(pthread_cond_clockwait)(cond, mutex, clock, deadline));
}

EXPORT_CURRENT(pthread_cond_signal);
LC_EXPORT int CURRENT(pthread_cond_signal)(pthread_cond_t *cond)
{
    lc_cond_signal_seen(cond, false, LC_SITE());
    return LC_REAL(pthread_cond_signal)(cond);
}

EXPORT_CURRENT(pthread_cond_broadcast);
LC_EXPORT int CURRENT(pthread_cond_broadcast)(pthread_cond_t *cond)
{
    lc_cond_signal_seen(cond, false, LC_SITE());
    return LC_REAL(pthread_cond_broadcast)(cond);
}

#ifdef LC_COND_VERSION_OLD
EXPORT_OLD(old_cond_init, pthread_cond_init);
LC_EXPORT int old_cond_init(pthread_cond_t *cond, const pthread_condattr_t *attributes)
{
    lifetime_ends(cond, LC_GONE_REINITIALISED);
    return LC_REAL(old_cond_init)(cond, attributes);
}

EXPORT_OLD(old_cond_destroy, pthread_cond_destroy);
LC_EXPORT int old_cond_destroy(pthread_cond_t *cond)
{
    lifetime_ends(cond, LC_GONE_DESTROYED);
    return LC_REAL(old_cond_destroy)(cond);
}

EXPORT_OLD(old_cond_wait, pthread_cond_wait);
LC_EXPORT int old_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
    LC_COND_WAIT_UNTIL(cond, mutex, LC_REAL(old_cond_wait)(cond, mutex));
}

EXPORT_OLD(old_cond_timedwait, pthread_cond_timedwait);
LC_EXPORT int old_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
                                 const struct timespec *deadline)
{
    LC_COND_WAIT_UNTIL(cond, mutex, LC_REAL(old_cond_timedwait)(cond, mutex, deadline));
}

EXPORT_OLD(old_cond_signal, pthread_cond_signal);
LC_EXPORT int old_cond_signal(pthread_cond_t *cond)
{
    lc_cond_signalled(cond, 1, 1);
    return LC_REAL(old_cond_signal)(cond);
}

EXPORT_OLD(old_cond_broadcast, pthread_cond_broadcast);
LC_EXPORT int old_cond_broadcast(pthread_cond_t *cond)
{
    lc_cond_signalled(cond, 1, 1);
    return LC_REAL(old_cond_broadcast)(cond);
}
#endif
