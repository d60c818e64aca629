/* pthread_barrier_*. */
#include <pthread.h>

#include "preload/real.h"
#include "preload/wrap.h"
#include "runtime/barrier.h"
#include "runtime/blocking.h"
#include "runtime/lifetime.h"
#include "runtime/stack.h"
#include "runtime/state.h"
#include "runtime/thread.h"

static bool is_shared(const pthread_barrierattr_t *attributes)
{
    int shared = PTHREAD_PROCESS_PRIVATE;
    if (attributes) {
        (void)pthread_barrierattr_getpshared(attributes, &shared);
    }
    return shared == PTHREAD_PROCESS_SHARED;
}

LC_EXPORT int pthread_barrier_init(pthread_barrier_t *barrier,
                                   const pthread_barrierattr_t *attributes, unsigned count)
{
    struct lc_thread *self = lc_thread_self();
    int result = LC_REAL(pthread_barrier_init)(barrier, attributes, count);
    if (self && result == 0) {
        lc_barrier_begin(self, barrier, is_shared(attributes) ? 0 : count);
        lc_lifetime_may_end(self, barrier, LC_GONE_REINITIALISED);
    }
    return result;
}

LC_EXPORT int pthread_barrier_destroy(pthread_barrier_t *barrier)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        lc_barrier_end(self, barrier);
        lc_lifetime_may_end(self, barrier, LC_GONE_DESTROYED);
    }
    return LC_REAL(pthread_barrier_destroy)(barrier);
}

LC_EXPORT int pthread_barrier_wait(pthread_barrier_t *barrier)
{
    struct lc_thread *self = lc_thread_self();
    if (!self) {
        return LC_REAL(pthread_barrier_wait)(barrier);
    }
    lc_barrier_arrive(self, barrier, lc_stack_of_site(self, LC_SITE(), LC_DEPTH()));
    uint64_t since_ns = lc_blocking_matters(self) ? lc_runtime_now_ns() : 0;
    int result = LC_REAL(pthread_barrier_wait)(barrier);
    lc_barrier_leave(self, barrier);
    if (since_ns) {
        const struct lc_blocking what = {barrier, LC_LOCK_BARRIER};
        lc_blocking_over(self, since_ns, &what, LC_SITE(), LC_DEPTH());
    }
    return result;
}
