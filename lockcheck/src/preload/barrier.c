/* pthread_barrier_*. */
#include <errno.h>
#include <pthread.h>

#include "preload/checks.h"
#include "preload/real.h"
#include "preload/wrap.h"
#include "runtime/barrier.h"
#include "runtime/blocking.h"
#include "runtime/exit.h"
#include "runtime/initialised.h"
#include "runtime/lifetime.h"
#include "runtime/site.h"
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

/* Before the barrier is initialised. */
static void begins(struct lc_thread *self, pthread_barrier_t *barrier, void *site, void *depth)
{
    uint32_t stack = lc_stack_of_site(self, site, depth);
    if (lc_barrier_tell_if_awaited(self, barrier, stack)) {
        lc_initialised_end(barrier); /* that says it all */
    }
    lc_initialised_begin(self, barrier, LC_LOCK_BARRIER, stack);
    lc_lifetime_may_end(self, barrier, LC_GONE_REINITIALISED);
}

LC_EXPORT int pthread_barrier_init(pthread_barrier_t *barrier,
                                   const pthread_barrierattr_t *attributes, unsigned count)
{
    struct lc_thread *self = lc_thread_self();
    if (self && count == 0) {
        lc_tell_api_error(barrier, LC_LOCK_BARRIER, EINVAL, LC_SITE(), LC_DEPTH());
    } else if (self) {
        begins(self, barrier, LC_SITE(), LC_DEPTH());
    }
    int result = LC_REAL(pthread_barrier_init)(barrier, attributes, count);
    if (self && result == 0) {
        lc_barrier_begin(self, barrier, is_shared(attributes) ? 0 : count);
    }
    return result;
}

/* Before the barrier is destroyed, which may take for ever when threads wait at it. */
static void ends(struct lc_thread *self, pthread_barrier_t *barrier, void *site, void *depth)
{
    if (lc_is_no_barrier(barrier)) {
        lc_tell_not_initialised(barrier, LC_LOCK_BARRIER, site, depth);
        return;
    }
    if (lc_barrier_tell_if_awaited(self, barrier, lc_stack_of_site(self, site, depth))) {
        lc_exit_tell_now(self);
    }
    lc_initialised_end(barrier);
    lc_barrier_end(self, barrier);
    lc_lifetime_may_end(self, barrier, LC_GONE_DESTROYED);
}

LC_EXPORT int pthread_barrier_destroy(pthread_barrier_t *barrier)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        ends(self, barrier, LC_SITE(), LC_DEPTH());
    }
    return LC_REAL(pthread_barrier_destroy)(barrier);
}

LC_EXPORT int pthread_barrier_wait(pthread_barrier_t *barrier)
{
    struct lc_thread *self = lc_thread_self();
    if (!self) {
        return LC_REAL(pthread_barrier_wait)(barrier);
    }
    if (LC_UNLIKELY(lc_is_no_barrier(barrier))) {
        lc_tell_not_initialised(barrier, LC_LOCK_BARRIER, LC_SITE(), LC_DEPTH());
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
