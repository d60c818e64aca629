#include "preload/checks.h"

#include <gnu/libc-version.h>
#include <limits.h>

#include "runtime/finding.h"
#include "runtime/site.h"
#include "runtime/thread.h"

/* The words of an object that only the C library writes. */
typedef const _Atomic uint32_t __attribute__((may_alias)) word;

/* No system has so many threads; the counts of those who wait stay below it. */
enum { THREADS_MAX = 1 << 22 };

static uint32_t s_signals_max; /* of a group of a condition; 0: unlimited */

/* Since 2.41 the signals of a group are counted from its beginning on. */
void lc_checks_start(void)
{
    enum { MINOR = 2 };                           /* of "2.36" */
    const char *version = gnu_get_libc_version(); /* atoi may be the program's own */
    unsigned minor = 0;
    for (const char *digit = version + MINOR; *digit >= '0' && *digit <= '9'; digit++) {
        minor = minor * 10 + (unsigned)(*digit - '0');
    }
    if (version[0] == '2' && version[1] == '.' && minor < 41) {
        s_signals_max = (uint32_t)THREADS_MAX << 1 | 1;
    }
}

static LC_COLD void tell(const struct lc_misuse *what, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        struct lc_misuse misuse = *what;
        misuse.stack = lc_stack_of_site(self, site, depth);
        lc_finding_misuse(self, &misuse);
    }
}

void lc_tell_not_initialised(void *object, unsigned kind, void *site, void *depth)
{
    tell(&(struct lc_misuse){.kind = LC_FINDING_NOT_INITIALISED,
                             .tier = LC_TIER_CONFIRMED,
                             .object = object,
                             .object_kind = kind},
         site, depth);
}

void lc_tell_destroy_awaited(void *object, unsigned kind, void *site, void *depth)
{
    tell(&(struct lc_misuse){.kind = LC_FINDING_DESTROY_AWAITED,
                             .tier = LC_TIER_CONFIRMED,
                             .object = object,
                             .object_kind = kind},
         site, depth);
}

void lc_tell_api_error(void *object, unsigned kind, int error, void *site, void *depth)
{
    tell(&(struct lc_misuse){.kind = LC_FINDING_API_ERROR,
                             .tier = LC_TIER_CONFIRMED,
                             .object = object,
                             .object_kind = kind,
                             .detail = (uint32_t)error},
         site, depth);
}

/* One with a priority ceiling also refuses a thread above it. */
bool lc_is_no_mutex(const pthread_mutex_t *mutex)
{
    enum { KIND_BITS = 0x3f3, KIND_PP = 0x40 };
    int kind = mutex->__data.__kind;
    return (kind & ~KIND_BITS) != 0 || (kind & KIND_PP) == 0;
}

/*
 * 4, 5: twice the threads that use each group; 8: four times the size of the first at its start; 9:
 * eight times all who wait; 10, 11: twice the signals for each group. The sizes, 6 and 7, may be
 * below zero.
 */
bool lc_is_no_cond(const pthread_cond_t *cond)
{
    enum { REFS = 4, START_SIZE = 8, ALL = 9, SIGNALS = 10, SHIFT_MAX = 3 };
    word *words = (word *)cond;
    uint32_t counts = lc_load_relaxed(&words[REFS]) | lc_load_relaxed(&words[REFS + 1]) |
                      lc_load_relaxed(&words[START_SIZE]) | lc_load_relaxed(&words[ALL]);
    uint32_t signals = lc_load_relaxed(&words[SIGNALS]) | lc_load_relaxed(&words[SIGNALS + 1]);
    return counts >= (uint32_t)THREADS_MAX << (SHIFT_MAX + 1) ||
           (s_signals_max && signals > s_signals_max);
}

/* 0: in, 1: round, 2: count, 3: the futex calls' flag for memory that processes share. */
bool lc_is_no_barrier(const pthread_barrier_t *barrier)
{
    enum { COUNT = 2, SHARED = 3, FLAG_SHARED = 128 };
    word *words = (word *)barrier;
    uint32_t count = lc_load_relaxed(&words[COUNT]);
    uint32_t shared = lc_load_relaxed(&words[SHARED]);
    return count == 0 || count > INT_MAX || (shared != 0 && shared != FLAG_SHARED);
}

/* 0: value, 1: those who wait, 2: the futex calls' flag. */
bool lc_is_no_sem(const sem_t *sem)
{
#if defined(__LP64__)
    enum { VALUE = 0, WAITERS = 1, SHARED = 2, FLAG_SHARED = 128 };
    word *words = (word *)sem;
    uint32_t shared = lc_load_relaxed(&words[SHARED]);
    return lc_load_relaxed(&words[VALUE]) > SEM_VALUE_MAX ||
           lc_load_relaxed(&words[WAITERS]) > THREADS_MAX || (shared != 0 && shared != FLAG_SHARED);
#else
    (void)sem;
    return false;
#endif
}

bool lc_sem_is_awaited(const sem_t *sem)
{
#if defined(__LP64__)
    word *words = (word *)sem;
    return lc_load_relaxed(&words[0]) == 0 && lc_load_relaxed(&words[1]) != 0;
#else
    (void)sem;
    return false;
#endif
}
