#include "preload/mutex_fast.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "preload/real.h"
#include "runtime/state.h"
#include "runtime/wait.h"

/* Weak: glibc before 2.35 does not have it. */
/* NOLINTNEXTLINE(readability-redundant-declaration) */
extern int _dl_find_object(void *, struct dl_find_object *) __attribute__((weak));

enum { KIND_NONE = -1 };

int g_lc_plain_kind = KIND_NONE;

static bool fields_are(const pthread_mutex_t *mutex, int lock, int owner, unsigned users)
{
    return mutex->__data.__lock == lock && mutex->__data.__owner == owner &&
           mutex->__data.__nusers == users && mutex->__data.__kind == PTHREAD_MUTEX_TIMED_NP;
}

/* What the real functions leave in the fields is what we would leave. */
static bool real_functions_agree(int tid)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    bool fresh = fields_are(&mutex, 0, 0, 0);
    bool locked = LC_REAL(pthread_mutex_lock)(&mutex) == 0 && fields_are(&mutex, 1, tid, 1);
    bool unlocked = LC_REAL(pthread_mutex_unlock)(&mutex) == 0 && fields_are(&mutex, 0, 0, 0);
    return fresh && locked && unlocked;
}

/* And the real functions take what we leave. */
static bool real_functions_follow(int tid)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    bool taken = lc_mutex_fast_lock(&mutex, (uint32_t)tid);
    bool refused = LC_REAL(pthread_mutex_trylock)(&mutex) != 0;
    bool given_back = LC_REAL(pthread_mutex_unlock)(&mutex) == 0 && fields_are(&mutex, 0, 0, 0);
    bool again = LC_REAL(pthread_mutex_lock)(&mutex) == 0 &&
                 lc_mutex_fast_unlock(&mutex, (uint32_t)tid) && fields_are(&mutex, 0, 0, 0);
    return taken && refused && given_back && again;
}

/* With lock elision asked for, a locked mutex need not look locked. */
static bool elision_is_wanted(void)
{
    const char *tunables = getenv("GLIBC_TUNABLES");
    return tunables && strstr(tunables, "elision") != NULL;
}

/*
 * Whether a call through our pointer lands in the C library. When somebody else stands between (the
 * runtime of a sanitizer, another preload), it is to see every lock.
 */
static bool real_function_is_libc(void)
{
    struct dl_find_object real, libc;
    return _dl_find_object && _dl_find_object((void *)LC_REAL(pthread_mutex_lock), &real) == 0 &&
           _dl_find_object((void *)gnu_get_libc_version, &libc) == 0 &&
           real.dlfo_link_map == libc.dlfo_link_map;
}

void lc_mutex_fast_start(void)
{
    if (!real_function_is_libc()) {
        lc_wait_in_one_piece();
        return;
    }
    int tid = (int)LC_SYS0(SYS_gettid);
    if (!g_lc.options.profile && !elision_is_wanted() && real_functions_agree(tid) &&
        real_functions_follow(tid)) {
        g_lc_plain_kind = PTHREAD_MUTEX_TIMED_NP;
    }
}
