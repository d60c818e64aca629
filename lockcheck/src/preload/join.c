/* pthread_join and its variants: waits for a thread, and what comes after is ordered after it. */
#include <errno.h>
#include <threads.h>

#include "preload/real.h"
#include "preload/wrap.h"
#include "runtime/blocking.h"
#include "runtime/finding.h"
#include "runtime/site.h"
#include "runtime/state.h"
#include "runtime/thread.h"
#include "runtime/took.h"
#include "runtime/wait.h"

struct join {
    struct lc_thread *self;
    pthread_t thread;
    void **value;
    lc_thread_id joined;
    uint32_t stack;
};

static void unpublish(void *self)
{
    lc_wait_end(self);
}

static int join_watched(const struct join *join)
{
    const struct lc_wait wait = {
        .kind = LC_LOCK_THREAD,
        .thread = join->joined,
        .stack = join->stack,
        .since_ns = lc_runtime_now_ns(),
    };
    struct timespec deadline;
    int result = ETIMEDOUT;
    if (lc_wait_patience(CLOCK_MONOTONIC, &deadline)) {
        result =
            LC_REAL(pthread_clockjoin_np)(join->thread, join->value, CLOCK_MONOTONIC, &deadline);
    }
    if (result != ETIMEDOUT) {
        return result;
    }
    lc_wait_begin(join->self, &wait);
    pthread_cleanup_push(unpublish, join->self);
    while (result == ETIMEDOUT && lc_wait_slice(join->self, CLOCK_MONOTONIC, &deadline)) {
        result =
            LC_REAL(pthread_clockjoin_np)(join->thread, join->value, CLOCK_MONOTONIC, &deadline);
    }
    if (result == ETIMEDOUT) {
        result = LC_REAL(pthread_join)(join->thread, join->value);
    }
    pthread_cleanup_pop(1);
    return result;
}

/* A thread joins itself, or one that is joining it: the C library refuses to hang. */
static LC_COLD void tell_refused(const struct join *join)
{
    lc_finding_misuse(join->self, &(struct lc_misuse){
                                      .kind = LC_FINDING_DEADLOCK,
                                      .tier = LC_TIER_CONFIRMED,
                                      .object = (void *)(uintptr_t)join->joined,
                                      .object_kind = LC_LOCK_THREAD,
                                      .detail = EDEADLK,
                                      .stack = join->stack,
                                  });
}

static int join_thread(pthread_t thread, void **value, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    lc_thread_id joined = self ? lc_thread_id_of(self, (uint64_t)thread) : 0;
    if (!joined) {
        return LC_REAL(pthread_join)(thread, value);
    }
    uint64_t since_ns = lc_runtime_now_ns();
    const struct join join = {self, thread, value, joined, lc_stack_of_site(self, site, depth)};
    int result = join_watched(&join);
    if (lc_blocking_matters(self)) {
        const struct lc_blocking what = {(void *)(uintptr_t)joined, LC_LOCK_THREAD};
        lc_blocking_over(self, since_ns, &what, site, depth);
    }
    if (result == 0) {
        if (lc_held_count(self) != 0) {
            lc_took_joined(self, (uint64_t)thread, join.stack);
        }
        lc_thread_joined(self, (uint64_t)thread, joined);
    } else if (result == EDEADLK) {
        tell_refused(&join);
    }
    return result;
}

LC_EXPORT int pthread_join(pthread_t thread, void **value)
{
    return join_thread(thread, value, LC_SITE(), LC_DEPTH());
}

/* As the C library does it. */
LC_EXPORT int thrd_join(thrd_t thread, int *value)
{
    void *as_pointer = NULL;
    int error = join_thread(thread, &as_pointer, LC_SITE(), LC_DEPTH());
    if (value) {
        *value = (int)(intptr_t)as_pointer;
    }
    return error ? thrd_error : thrd_success;
}

/* After a join with a deadline; `since_ns` is 0 when nothing was held. */
static void after_timed(struct lc_thread *self, pthread_t thread, lc_thread_id joined,
                        uint64_t since_ns, int result, void *site, void *depth)
{
    if (since_ns) {
        const struct lc_blocking what = {(void *)(uintptr_t)joined, LC_LOCK_THREAD};
        lc_blocking_over(self, since_ns, &what, site, depth);
    }
    if (result == 0) {
        lc_thread_joined(self, (uint64_t)thread, joined);
    }
}

/* The handle is looked up first: once joined it may be given to another thread. */
#define JOIN(name, ...)                                                             \
    struct lc_thread *self = lc_thread_self();                                      \
    lc_thread_id joined = self ? lc_thread_id_of(self, (uint64_t)thread) : 0;       \
    uint64_t since_ns = lc_blocking_matters(self) ? lc_runtime_now_ns() : 0;        \
    int result = LC_REAL(name)(__VA_ARGS__);                                        \
    if (self && joined) {                                                           \
        after_timed(self, thread, joined, since_ns, result, LC_SITE(), LC_DEPTH()); \
    }                                                                               \
    return result

LC_EXPORT int pthread_tryjoin_np(pthread_t thread, void **value)
{
    JOIN(pthread_tryjoin_np, thread, value);
}

LC_EXPORT int pthread_timedjoin_np(pthread_t thread, void **value, const struct timespec *deadline)
{
    JOIN(pthread_timedjoin_np, thread, value, deadline);
}

LC_EXPORT int pthread_clockjoin_np(pthread_t thread, void **value, clockid_t clock,
                                   const struct timespec *deadline)
{
    JOIN(pthread_clockjoin_np, thread, value, clock, deadline);
}
