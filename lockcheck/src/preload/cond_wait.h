/*
 * preload/cond_wait.h - what surrounds a wait on a condition: the mutex goes and comes back.
 *
 * LC_COND_WAIT is the body of an exported function, and the one user of the rest.
 */
#ifndef LC_PRELOAD_COND_WAIT_H
#define LC_PRELOAD_COND_WAIT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "preload/wrap.h"
#include "runtime/cond.h"
#include "runtime/nested.h"
#include "runtime/signalled.h"
#include "runtime/stuck.h"
#include "runtime/thread.h"

struct lc_cond_call {
    struct lc_thread *self;
    pthread_mutex_t *mutex;
    void *cond, *site, *depth;
    uint32_t index; /* the slot claimed for taking the mutex back */
    bool was_held;
    bool is_told;    /* to other processes */
    bool stays_held; /* a recursive mutex locked more than once: the wait gives back one of them */
};

void lc_cond_call_begin(struct lc_cond_call *call, struct lc_thread *self, void *cond,
                        pthread_mutex_t *mutex, void *site, void *depth);
/* The thread may be the last one to go to sleep. */
LC_COLD void lc_cond_call_last(const struct lc_cond_call *call);
/* The wait returned `result`, which is returned. */
int lc_cond_call_end(struct lc_cond_call *call, int result);
/* The thread was cancelled in the wait: it has the mutex again, and runs its cleanup handlers. */
void lc_cond_call_cancelled(void *call);

/* How many threads wait: they are counted in the upper bits. */
LC_HOT_INLINE unsigned lc_cond_waiters(const pthread_cond_t *cond)
{
    enum { WREFS_SHIFT = 3 };
    return __atomic_load_n(&cond->__data.__wrefs, __ATOMIC_RELAXED) >> WREFS_SHIFT;
}

/* Before a wait without a deadline: this may be the last thread to go to sleep. */
LC_HOT_INLINE void lc_cond_call_for_good(const struct lc_cond_call *call)
{
    if (lc_cond_waiters(call->cond) == 0) {
        lc_cond_owes_nobody(call->cond);
    }
    if (lc_stuck_may_be_last(call->self)) {
        lc_cond_call_last(call);
    }
}

/* Wait by `real_call`, keep the books, and return. The site and depth are the exported function's.
 */
#define LC_COND_WAIT_AFTER(prepare, cond, mutex, real_call)              \
    struct lc_thread *self = lc_thread_self();                           \
    if (LC_UNLIKELY(!self)) {                                            \
        return real_call;                                                \
    }                                                                    \
    struct lc_cond_call call;                                            \
    int result;                                                          \
    lc_cond_call_begin(&call, self, cond, mutex, LC_SITE(), LC_DEPTH()); \
    prepare;                                                             \
    pthread_cleanup_push(lc_cond_call_cancelled, &call);                 \
    result = real_call;                                                  \
    pthread_cleanup_pop(0);                                              \
    return lc_cond_call_end(&call, result)

#define LC_COND_WAIT(cond, mutex, real_call) \
    LC_COND_WAIT_AFTER(lc_cond_call_for_good(&call), cond, mutex, real_call)
#define LC_COND_WAIT_UNTIL(cond, mutex, real_call) \
    LC_COND_WAIT_AFTER((void)0, cond, mutex, real_call)

/* A signal, or a broadcast. Usually nobody waits. */
LC_HOT_INLINE void lc_cond_signal_seen(pthread_cond_t *cond, bool to_all, void *site, void *depth)
{
    unsigned waiters = lc_cond_waiters(cond);
    struct lc_thread *self = tl_self;
    if (self) {
        lc_signalled_note(self, cond, site);
        lc_nested_signal_seen(self, cond, site, depth);
    }
    if (waiters != 0) {
        lc_cond_signal_check(cond, site, depth);
        lc_cond_signalled(cond, to_all ? waiters : 1, waiters);
    }
}

#endif
