/*
 * preload/cond_wait.h - what surrounds a wait on a condition: the mutex goes and comes back.
 *
 *     struct lc_cond_call call;
 *     int result;
 *     lc_cond_call_begin(&call, self, cond, mutex, LC_SITE(), LC_DEPTH());
 *     pthread_cleanup_push(lc_cond_call_cancelled, &call);
 *     result = the real wait;
 *     pthread_cleanup_pop(0);
 *     return lc_cond_call_end(&call, result);
 */
#ifndef LC_PRELOAD_COND_WAIT_H
#define LC_PRELOAD_COND_WAIT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/thread.h"

struct lc_cond_call {
    struct lc_thread *self;
    pthread_mutex_t *mutex;
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

#endif
