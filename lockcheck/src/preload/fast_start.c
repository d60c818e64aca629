#include "preload/fast_start.h"

#include <dlfcn.h>
#include <errno.h>
#include <gnu/libc-version.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "preload/mutex_fast.h"
#include "preload/real.h"
#include "preload/rwlock_fast.h"
#include "preload/spin_fast.h"
#include "runtime/state.h"
#include "runtime/wait.h"

/* Weak: glibc before 2.35 does not have it. */
/* NOLINTNEXTLINE(readability-redundant-declaration) */
extern int _dl_find_object(void *, struct dl_find_object *) __attribute__((weak));

/* What no lock has. */
enum { KIND_NONE = -1, SPIN_NONE = INT_MIN };
#define RWLOCK_NONE UINT_MAX

int g_lc_plain_kind = KIND_NONE;
unsigned g_lc_rwlock_quiet = RWLOCK_NONE;
int g_lc_spin_free = SPIN_NONE;
int g_lc_spin_taken = SPIN_NONE;

/* ---- Trials ----
 *
 * Of two locks one is for us, one for the real functions. While both are the same to the last byte,
 * the real functions cannot tell who took which. All zero is the static initialiser, of mutexes and
 * rwlocks.
 */
#define SAME(a, b) (memcmp((a).__size, (b).__size, sizeof((a).__size)) == 0)

static bool mutexes_agree(uint32_t tid, int kind)
{
    static pthread_mutex_t s_ours, s_theirs;
    s_ours.__data.__kind = s_theirs.__data.__kind = kind;
    return lc_mutex_fast_lock(&s_ours, tid) && LC_REAL(pthread_mutex_lock)(&s_theirs) == 0 &&
           SAME(s_ours, s_theirs) && lc_mutex_fast_unlock(&s_ours, tid) &&
           LC_REAL(pthread_mutex_unlock)(&s_theirs) == 0 && SAME(s_ours, s_theirs);
}

static pthread_rwlock_t s_our_rwlock, s_their_rwlock;

static bool readers_agree(uint32_t tid)
{
    (void)tid; /* they are counted only */
    return lc_rwlock_fast_read(&s_our_rwlock) &&
           LC_REAL(pthread_rwlock_rdlock)(&s_their_rwlock) == 0 &&
           SAME(s_our_rwlock, s_their_rwlock);
}

static bool readers_agree_at_end(uint32_t tid)
{
    (void)tid;
    return lc_rwlock_fast_read_end(&s_our_rwlock) &&
           LC_REAL(pthread_rwlock_unlock)(&s_their_rwlock) == 0 &&
           SAME(s_our_rwlock, s_their_rwlock);
}

static bool writers_agree(uint32_t tid)
{
    return lc_rwlock_fast_write(&s_our_rwlock, tid) &&
           LC_REAL(pthread_rwlock_wrlock)(&s_their_rwlock) == 0 &&
           SAME(s_our_rwlock, s_their_rwlock);
}

static bool writers_agree_at_end(uint32_t tid)
{
    return lc_rwlock_fast_write_end(&s_our_rwlock, tid) &&
           LC_REAL(pthread_rwlock_unlock)(&s_their_rwlock) == 0 &&
           SAME(s_our_rwlock, s_their_rwlock);
}

/* The second writer comes to a lock that a writer had last. */
static bool rwlocks_agree(uint32_t tid)
{
    static bool (*const s_steps[])(uint32_t) = {
        readers_agree, readers_agree,        readers_agree_at_end, readers_agree_at_end,
        writers_agree, writers_agree_at_end, writers_agree,        writers_agree_at_end,
    };
    for (size_t i = 0; i < LC_COUNT_OF(s_steps); i++) {
        if (!s_steps[i](tid)) {
            return false;
        }
    }
    return true;
}

static bool spins_agree(void)
{
    pthread_spinlock_t spin = g_lc_spin_free;
    return g_lc_spin_free != g_lc_spin_taken && lc_spin_fast_lock(&spin) &&
           LC_REAL(pthread_spin_trylock)(&spin) == EBUSY && lc_spin_fast_unlock(&spin) &&
           LC_REAL(pthread_spin_trylock)(&spin) == 0 && spin == g_lc_spin_taken &&
           LC_REAL(pthread_spin_unlock)(&spin) == 0 && spin == g_lc_spin_free;
}

/* ---- Start ---- */

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
static bool is_of_libc(void *real_function)
{
    struct dl_find_object real, libc;
    return _dl_find_object && _dl_find_object(real_function, &real) == 0 &&
           _dl_find_object((void *)gnu_get_libc_version, &libc) == 0 &&
           real.dlfo_link_map == libc.dlfo_link_map;
}

static void start_mutexes(uint32_t tid)
{
    if (!elision_is_wanted() && mutexes_agree(tid, PTHREAD_MUTEX_TIMED_NP) &&
        mutexes_agree(tid, PTHREAD_MUTEX_TIMED_NP | LC_MUTEX_NO_ELISION)) {
        g_lc_plain_kind = PTHREAD_MUTEX_TIMED_NP;
    }
}

static void start_rwlocks(uint32_t tid)
{
    g_lc_rwlock_quiet = 0;
    if (!rwlocks_agree(tid)) {
        g_lc_rwlock_quiet = RWLOCK_NONE;
    }
}

static void start_spins(void)
{
    pthread_spinlock_t spin;
    (void)LC_REAL(pthread_spin_init)(&spin, PTHREAD_PROCESS_PRIVATE);
    g_lc_spin_free = spin;
    (void)LC_REAL(pthread_spin_lock)(&spin);
    g_lc_spin_taken = spin;
    if (!spins_agree()) {
        g_lc_spin_free = g_lc_spin_taken = SPIN_NONE;
    }
}

void lc_fast_start(void)
{
    uint32_t tid = (uint32_t)LC_SYS0(SYS_gettid);
    if (!is_of_libc((void *)LC_REAL(pthread_mutex_lock))) {
        lc_wait_in_one_piece();
        return;
    }
    if (g_lc.options.profile) {
        return;
    }
    start_mutexes(tid);
    if (is_of_libc((void *)LC_REAL(pthread_rwlock_rdlock))) {
        start_rwlocks(tid);
    }
    if (is_of_libc((void *)LC_REAL(pthread_spin_lock))) {
        start_spins();
    }
}
