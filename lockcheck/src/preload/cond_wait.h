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
#include "runtime/thread.h"

struct lc_cond_call {
    struct lc_thread *self;
    pthread_mutex_t *mutex;
    void *cond, *site, *depth;
    uint32_t index; /* the slot claimed for taking the mutex back */
    bool was_held;
    bool stays_held; /* a recursive mutex locked more than once: the wait gives back one of them */
};

void lc_cond_call_begin(struct lc_cond_call *call, struct lc_thread *self, void *cond,
                        pthread_mutex_t *mutex, void *site, void *depth);
/* The wait returned `result`, which is returned. */
int lc_cond_call_end(struct lc_cond_call *call, int result);
/* The thread was cancelled in the wait: it has the mutex again, and runs its cleanup handlers. */
void lc_cond_call_cancelled(void *call);

/* Wait by `real_call`, keep the books, and return. The site and depth are the exported function's.
 */
#define LC_COND_WAIT(cond, mutex, real_call)                             \
    struct lc_thread *self = lc_thread_self();                           \
    if (LC_UNLIKELY(!self)) {                                            \
        return real_call;                                                \
    }                                                                    \
    struct lc_cond_call call;                                            \
    int result;                                                          \
    lc_cond_call_begin(&call, self, cond, mutex, LC_SITE(), LC_DEPTH()); \
    pthread_cleanup_push(lc_cond_call_cancelled, &call);                 \
    result = real_call;                                                  \
    pthread_cleanup_pop(0);                                              \
    return lc_cond_call_end(&call, result)

/* Threads counted in the upper bits of __wrefs are waiting; usually, at a signal, none is. */
LC_HOT_INLINE void lc_cond_signal_seen(const pthread_cond_t *cond)
{
    if (__atomic_load_n(&cond->__data.__wrefs, __ATOMIC_RELAXED) >> 3 != 0) {
        lc_cond_signalled(cond);
    }
}

#endif
