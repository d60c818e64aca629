#include "preload/sem_wait.h"

#include <errno.h>
#include <time.h>

#include "preload/real.h"
#include "runtime/annotation.h"
#include "runtime/held.h"
#include "runtime/sem.h"
#include "runtime/state.h"
#include "runtime/wait.h"

/* Published: the rest of the wait, with one more word after hang_ms. */
static int wait_published(struct lc_thread *self, sem_t *sem)
{
    struct timespec deadline;
    if (lc_wait_patience_long(CLOCK_MONOTONIC, &deadline)) {
        int result = LC_REAL(sem_clockwait)(sem, CLOCK_MONOTONIC, &deadline);
        if (result == 0 || errno != ETIMEDOUT) {
            return result;
        }
        lc_wait_long(self);
    }
    return LC_REAL(sem_wait)(sem);
}

int lc_sem_wait(struct lc_sem_call *call)
{
    struct lc_thread *self = call->self;
    struct lc_wait wait = {
        .object = call->sem,
        .kind = LC_LOCK_SEM,
        .mode = LC_MODE_WRITE,
        .stack = lc_held_stack(&self->held[call->index]),
        .since_ns = lc_runtime_now_ns(),
    };
    struct timespec deadline;
    if (lc_wait_patience(CLOCK_MONOTONIC, &deadline)) {
        int early = LC_REAL(sem_clockwait)(call->sem, CLOCK_MONOTONIC, &deadline);
        if (early == 0 || errno != ETIMEDOUT) {
            return early;
        }
    }
    lc_wait_begin(self, &wait);
    call->is_published = true;
    int result = wait_published(self, call->sem);
    int saved = errno;
    call->is_published = false;
    lc_wait_end(self);
    errno = saved;
    return result;
}

/* A thread that has it and gets it again was let in by somebody else's post. */
static LC_COLD void taken_twice(struct lc_sem_call *call)
{
    if (lc_sem_state(call->sem)) {
        lc_sem_withdraw(call->self, call->sem);
    }
    lc_not_taken(call->self, call->index);
    while (lc_released(call->self, call->sem)) {
    }
}

/* What follows is ordered after all that the thread did which ended by this semaphore. */
static LC_COLD void after_end(struct lc_sem_call *call)
{
    int saved = errno;
    lc_annotation_happens_after(call->self, call->sem);
    errno = saved;
}

int lc_sem_call_end(struct lc_sem_call *call, int result)
{
    if (result != 0) {
        lc_not_taken(call->self, call->index);
    } else if (LC_LIKELY(lc_sem_state(call->sem) && lc_held_find(call->self, call->sem) < 0)) {
        if (!call->self->first_sem) {
            call->self->first_sem = call->sem;
        }
        if (LC_UNLIKELY((lc_sem_state(call->sem) & LC_SEM_STATE_MASK) == LC_SEM_ENDS)) {
            after_end(call);
        }
        lc_taken(call->self, call->index, call->sem);
    } else {
        int saved = errno;
        taken_twice(call);
        errno = saved;
    }
    return result;
}

void lc_sem_call_cancelled(void *argument)
{
    struct lc_sem_call *call = argument;
    if (call->is_published) {
        lc_wait_end(call->self);
    }
    lc_not_taken(call->self, call->index);
}
