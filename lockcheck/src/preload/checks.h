/*
 * preload/checks.h - what calls are given: values that no such call accepts, and objects whose
 * bytes are those of none.
 *
 * Bytes are judged without memory of what was initialised, by what glibc can have put there: a copy
 * of a valid object passes, and all zero is the static initialiser.
 */
#ifndef LC_PRELOAD_CHECKS_H
#define LC_PRELOAD_CHECKS_H

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/atomics.h"
#include "base/compiler.h"
#include "trace/format.h"

/* From the constructor. */
void lc_checks_start(void);

/* The object, of this enum lc_lock_kind, was used by this call though it is none. */
LC_COLD void lc_tell_not_initialised(void *object, unsigned kind, void *site, void *depth);
/* Threads wait at the object, which this call destroys. */
LC_COLD void lc_tell_destroy_awaited(void *object, unsigned kind, void *site, void *depth);
/* The call fails with `error`, or is bound to. */
LC_COLD void lc_tell_api_error(void *object, unsigned kind, int error, void *site, void *depth);

/*
 * Out of the range that the call accepts. Not what the C++ library makes of a time before the
 * epoch, both numbers below zero, and takes for one that is past whatever the call says.
 */
LC_HOT_INLINE bool lc_is_no_deadline(const struct timespec *deadline)
{
    enum { NS_PER_SECOND = 1000000000 };
    bool is_before_epoch = deadline->tv_nsec < 0 && deadline->tv_sec <= 0;
    return (unsigned long)deadline->tv_nsec >= NS_PER_SECOND && !is_before_epoch;
}

/* The call fails when it has to wait, and only then: that is why it is told at once. */
LC_HOT_INLINE void lc_check_deadline(void *object, unsigned kind, const struct timespec *deadline,
                                     void *site, void *depth)
{
    enum { INVALID = 22 /* EINVAL */ };
    __asm__("" : "+r"(deadline)); /* declared never to be NULL; the real functions take it so */
    if (LC_UNLIKELY(deadline && lc_is_no_deadline(deadline))) {
        lc_tell_api_error(object, kind, INVALID, site, depth);
    }
}

/* A call on the mutex returned EINVAL: whether that is because it is none. */
LC_COLD bool lc_is_no_mutex(const pthread_mutex_t *mutex);
/* Before a call uses them. */
bool lc_is_no_cond(const pthread_cond_t *cond);
bool lc_is_no_barrier(const pthread_barrier_t *barrier);
bool lc_is_no_sem(const sem_t *sem);
LC_HOT_INLINE void lc_check_cond(pthread_cond_t *cond, void *site, void *depth)
{
    if (LC_UNLIKELY(lc_is_no_cond(cond))) {
        lc_tell_not_initialised(cond, LC_LOCK_COND, site, depth);
    }
}

LC_HOT_INLINE void lc_check_sem(sem_t *sem, void *site, void *depth)
{
    if (LC_UNLIKELY(lc_is_no_sem(sem))) {
        lc_tell_not_initialised(sem, LC_LOCK_SEM, site, depth);
    }
}

/* Whether it says that processes may share it. */
LC_HOT_INLINE bool lc_sem_is_of_processes(const sem_t *sem)
{
#if defined(__LP64__)
    enum { SHARED = 2, FLAG_SHARED = 128 };
    typedef const _Atomic uint32_t __attribute__((may_alias)) word;
    return lc_load_relaxed(&((word *)sem)[SHARED]) == FLAG_SHARED;
#else
    (void)sem;
    return false;
#endif
}

/* Threads wait for the semaphore, and it has nothing for them. */
bool lc_sem_is_awaited(const sem_t *sem);

#endif
