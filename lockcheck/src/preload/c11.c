/*
 * mtx_* and cnd_*. In glibc they are pthread mutexes and conditions under other names with other
 * results, and their functions do not go through the pthread names.
 */
#include <errno.h>
#include <threads.h>

#include "preload/checks.h"
#include "preload/cond_life.h"
#include "preload/cond_wait.h"
#include "preload/mutex.h"
#include "preload/real.h"
#include "preload/wrap.h"

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "one is the other");
_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "one is the other");

static pthread_mutex_t *mutex_of(mtx_t *mutex)
{
    return (pthread_mutex_t *)mutex;
}

static pthread_cond_t *cond_of(cnd_t *cond)
{
    return (pthread_cond_t *)cond;
}

LC_HOT_INLINE int c11_result(int error)
{
    switch (error) {
    case 0:
        return thrd_success;
    case EBUSY:
        return thrd_busy;
    case ENOMEM:
        return thrd_nomem;
    case ETIMEDOUT:
        return thrd_timedout;
    default:
        return thrd_error;
    }
}

/* ---- Mutexes ---- */

LC_EXPORT int mtx_init(mtx_t *mutex, int type)
{
    lc_mutex_init_seen(mutex_of(mutex), LC_SITE(), LC_DEPTH());
    return LC_REAL(mtx_init)(mutex, type);
}

LC_EXPORT void mtx_destroy(mtx_t *mutex)
{
    (void)lc_mutex_destroy(mutex_of(mutex), LC_SITE(), LC_DEPTH());
}

LC_EXPORT int mtx_lock(mtx_t *mutex)
{
    return c11_result(lc_mutex_lock(mutex_of(mutex), LC_SITE(), LC_DEPTH()));
}

LC_EXPORT int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict deadline)
{
    return c11_result(lc_mutex_timedlock(mutex_of(mutex), deadline, LC_SITE(), LC_DEPTH()));
}

LC_EXPORT int mtx_trylock(mtx_t *mutex)
{
    return c11_result(lc_mutex_trylock(mutex_of(mutex), LC_SITE(), LC_DEPTH()));
}

LC_EXPORT int mtx_unlock(mtx_t *mutex)
{
    return c11_result(lc_mutex_unlock(mutex_of(mutex), LC_SITE(), LC_DEPTH()));
}

/* ---- Conditions ---- */

LC_EXPORT int cnd_init(cnd_t *cond)
{
    lc_cond_begins(cond, LC_SITE(), LC_DEPTH());
    return LC_REAL(cnd_init)(cond);
}

LC_EXPORT void cnd_destroy(cnd_t *cond)
{
    lc_cond_ends(cond, LC_SITE(), LC_DEPTH());
    LC_REAL(cnd_destroy)(cond);
}

LC_EXPORT int cnd_signal(cnd_t *cond)
{
    lc_check_cond(cond_of(cond), LC_SITE(), LC_DEPTH());
    lc_cond_signal_seen(cond_of(cond), false, LC_SITE(), LC_DEPTH());
    return LC_REAL(cnd_signal)(cond);
}

LC_EXPORT int cnd_broadcast(cnd_t *cond)
{
    lc_check_cond(cond_of(cond), LC_SITE(), LC_DEPTH());
    lc_cond_signal_seen(cond_of(cond), true, LC_SITE(), LC_DEPTH());
    return LC_REAL(cnd_broadcast)(cond);
}

/* Whatever a wait returns, the thread has the mutex again when it had it before. */
LC_EXPORT int cnd_wait(cnd_t *cond, mtx_t *mutex)
{
    lc_check_cond(cond_of(cond), LC_SITE(), LC_DEPTH());
    LC_COND_WAIT(cond, mutex_of(mutex), LC_REAL(cnd_wait)(cond, mutex));
}

LC_EXPORT int cnd_timedwait(cnd_t *restrict cond, mtx_t *restrict mutex,
                            const struct timespec *restrict deadline)
{
    lc_check_cond(cond_of(cond), LC_SITE(), LC_DEPTH());
    lc_check_deadline(cond, LC_LOCK_COND, deadline, LC_SITE(), LC_DEPTH());
    LC_COND_WAIT_UNTIL(cond, mutex_of(mutex), LC_REAL(cnd_timedwait)(cond, mutex, deadline));
}
