#include "preload/real_bridge.h"

#include <dlfcn.h>
#include <time.h>

#include "base/atomics.h"
#include "preload/real.h"

enum { NS_PER_S = 1000000000 };

bool lc_real_are_neighbours(void *a, void *b)
{
    Dl_info a_info, b_info;
    return dladdr(a, &a_info) && dladdr(b, &b_info) && a_info.dli_fbase == b_info.dli_fbase;
}

/* The same moment on the realtime clock; if that is set meanwhile, a little wrong. */
static struct timespec on_realtime(clockid_t clock, const struct timespec *deadline)
{
    struct timespec here, there;
    (void)clock_gettime(clock, &here);
    (void)clock_gettime(CLOCK_REALTIME, &there);
    there.tv_sec += deadline->tv_sec - here.tv_sec;
    there.tv_nsec += deadline->tv_nsec - here.tv_nsec;
    if (there.tv_nsec < 0) {
        there.tv_sec--;
        there.tv_nsec += NS_PER_S;
    } else if (there.tv_nsec >= NS_PER_S) {
        there.tv_sec++;
        there.tv_nsec -= NS_PER_S;
    }
    return there;
}

/* BRIDGE(clock function, timed function, object type) */
#define BRIDGES(BRIDGE)                                                              \
    BRIDGE(pthread_mutex_clocklock, pthread_mutex_timedlock, pthread_mutex_t)        \
    BRIDGE(pthread_rwlock_clockrdlock, pthread_rwlock_timedrdlock, pthread_rwlock_t) \
    BRIDGE(pthread_rwlock_clockwrlock, pthread_rwlock_timedwrlock, pthread_rwlock_t)

#define DEFINE(clock_name, timed_name, type)                                                       \
    static int bridge_##clock_name(type *object, clockid_t clock, const struct timespec *deadline) \
    {                                                                                              \
        struct timespec realtime = on_realtime(clock, deadline);                                   \
        return LC_REAL(timed_name)(object, &realtime);                                             \
    }
#define INSTALL(clock_name, timed_name, type)                                                \
    if (!lc_real_are_neighbours((void *)LC_REAL(clock_name), (void *)LC_REAL(timed_name))) { \
        lc_store_relaxed(&g_lc_real.clock_name, bridge_##clock_name);                        \
    }

BRIDGES(DEFINE)

void lc_real_bridge(void)
{
    BRIDGES(INSTALL)
}
