/*
 * pthread_cond_*. On x86-64 each exists twice: conditions of programs linked before glibc 2.3.2 are
 * pointers to the present kind, which the real functions allocate.
 */
#include "preload/checks.h"
#include "preload/cond_life.h"
#include "preload/cond_wait.h"
#include "preload/real.h"
#include "preload/wrap.h"
#include "runtime/cond.h"

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

EXPORT_CURRENT(pthread_cond_init);
LC_EXPORT int CURRENT(pthread_cond_init)(pthread_cond_t *cond, const pthread_condattr_t *attributes)
{
    lc_cond_begins(cond, LC_SITE(), LC_DEPTH());
    return LC_REAL(pthread_cond_init)(cond, attributes);
}

EXPORT_CURRENT(pthread_cond_destroy);
LC_EXPORT int CURRENT(pthread_cond_destroy)(pthread_cond_t *cond)
{
    lc_cond_ends(cond, LC_SITE(), LC_DEPTH());
    return LC_REAL(pthread_cond_destroy)(cond);
}

EXPORT_CURRENT(pthread_cond_wait);
LC_EXPORT int CURRENT(pthread_cond_wait)(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
    lc_check_cond(cond, LC_SITE(), LC_DEPTH());
    LC_COND_WAIT(cond, mutex, LC_REAL(pthread_cond_wait)(cond, mutex));
}

EXPORT_CURRENT(pthread_cond_timedwait);
LC_EXPORT int CURRENT(pthread_cond_timedwait)(pthread_cond_t *cond, pthread_mutex_t *mutex,
                                              const struct timespec *deadline)
{
    lc_check_cond(cond, LC_SITE(), LC_DEPTH());
    lc_check_deadline(cond, LC_LOCK_COND, deadline, LC_SITE(), LC_DEPTH());
    LC_COND_WAIT_UNTIL(cond, mutex, LC_REAL(pthread_cond_timedwait)(cond, mutex, deadline));
}

LC_EXPORT int pthread_cond_clockwait(pthread_cond_t *cond, pthread_mutex_t *mutex, clockid_t clock,
                                     const struct timespec *deadline)
{
    lc_check_cond(cond, LC_SITE(), LC_DEPTH());
    lc_check_deadline(cond, LC_LOCK_COND, deadline, LC_SITE(), LC_DEPTH());
    LC_COND_WAIT_UNTIL(cond, mutex, LC_REAL(pthread_cond_clockwait)(cond, mutex, clock, deadline));
}

EXPORT_CURRENT(pthread_cond_signal);
LC_EXPORT int CURRENT(pthread_cond_signal)(pthread_cond_t *cond)
{
    lc_check_cond(cond, LC_SITE(), LC_DEPTH());
    lc_cond_signal_seen(cond, false, LC_SITE(), LC_DEPTH());
    return LC_REAL(pthread_cond_signal)(cond);
}

EXPORT_CURRENT(pthread_cond_broadcast);
LC_EXPORT int CURRENT(pthread_cond_broadcast)(pthread_cond_t *cond)
{
    lc_check_cond(cond, LC_SITE(), LC_DEPTH());
    lc_cond_signal_seen(cond, true, LC_SITE(), LC_DEPTH());
    return LC_REAL(pthread_cond_broadcast)(cond);
}

#ifdef LC_COND_VERSION_OLD
EXPORT_OLD(old_cond_init, pthread_cond_init);
LC_EXPORT int old_cond_init(pthread_cond_t *cond, const pthread_condattr_t *attributes)
{
    lc_cond_begins(cond, LC_SITE(), LC_DEPTH());
    return LC_REAL(old_cond_init)(cond, attributes);
}

EXPORT_OLD(old_cond_destroy, pthread_cond_destroy);
LC_EXPORT int old_cond_destroy(pthread_cond_t *cond)
{
    lc_cond_ends(cond, LC_SITE(), LC_DEPTH());
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
    lc_check_deadline(cond, LC_LOCK_COND, deadline, LC_SITE(), LC_DEPTH());
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
