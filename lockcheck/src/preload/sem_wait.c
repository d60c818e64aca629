#include "preload/sem_wait.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "base/sys.h"
#include "preload/real.h"
#include "runtime/annotation.h"
#include "runtime/blocking.h"
#include "runtime/contention.h"
#include "runtime/held.h"
#include "runtime/last_words.h"
#include "runtime/sem.h"
#include "runtime/state.h"
#include "runtime/wait.h"

/* What the kernel keeps of a signal's action, as far as we look. */
struct action {
    void (*handler)(int);
    unsigned long flags;
    unsigned long rest[2];
};

/*
 * The kernel goes on with a sem_wait that a handler interrupted when that handler asks for it, but
 * never with a wait that has a deadline. So an interrupted part is gone on with when all handlers
 * ask for it; which one ran is not to be known.
 */
static bool goes_on_after_handlers(void)
{
    enum { SIGNALS = 64, SET_BYTES = 8 };
    for (int number = 1; number <= SIGNALS; number++) {
        struct action action = {0};
        (void)LC_SYS4(SYS_rt_sigaction, number, NULL, &action, SET_BYTES);
        bool is_caught = action.handler != SIG_DFL && action.handler != SIG_IGN;
        if (is_caught && !(action.flags & SA_RESTART) && !lc_last_words_has(number)) {
            return false;
        }
    }
    return true;
}

/* False: the deadline came. Else *ret_result is what sem_wait would return. */
static bool wait_part(sem_t *sem, const struct timespec *deadline, int *ret_result)
{
    int result;
    do {
        result = LC_REAL(sem_clockwait)(sem, CLOCK_MONOTONIC, deadline);
    } while (result != 0 && errno == EINTR && goes_on_after_handlers());
    *ret_result = result;
    return result == 0 || errno != ETIMEDOUT;
}

static int wait_published(struct lc_thread *self, sem_t *sem)
{
    struct timespec deadline;
    int result;
    while (lc_wait_slice(self, CLOCK_MONOTONIC, &deadline)) {
        if (wait_part(sem, &deadline, &result)) {
            return result;
        }
    }
    return LC_REAL(sem_wait)(sem);
}

static int wait_in_parts(struct lc_sem_call *call, const struct lc_wait *wait)
{
    struct timespec deadline;
    int result;
    if (lc_wait_patience(CLOCK_MONOTONIC, &deadline) && wait_part(call->sem, &deadline, &result)) {
        return result;
    }
    lc_wait_begin(call->self, wait);
    call->is_published = true;
    result = wait_published(call->self, call->sem);
    int saved = errno;
    call->is_published = false;
    lc_wait_end(call->self);
    errno = saved;
    return result;
}

static int waited(const struct lc_sem_call *call, uint64_t since_ns, int result)
{
    int saved = errno;
    if (result == 0 && since_ns) {
        lc_contention_waited(call->self, call->sem, LC_LOCK_SEM,
                             lc_held_stack(&call->self->held[call->index]), since_ns);
    }
    errno = saved;
    return result;
}

int lc_sem_wait(struct lc_sem_call *call)
{
    const struct lc_wait wait = {
        .object = call->sem,
        .kind = LC_LOCK_SEM,
        .mode = LC_MODE_WRITE,
        .call = call->self->held[call->index].info,
        .since_ns = lc_runtime_now_ns(),
    };
    return waited(call, wait.since_ns, wait_in_parts(call, &wait));
}

int lc_sem_wait_until(struct lc_sem_call *call, clockid_t clock, const struct timespec *deadline)
{
    int value = 1;
    (void)sem_getvalue(call->sem, &value);
    uint64_t since_ns = value == 0 ? lc_runtime_now_ns() : 0;
    return waited(call, since_ns, LC_REAL(sem_clockwait)(call->sem, clock, deadline));
}

static void unpublish(void *argument)
{
    const struct lc_sem_call *call = argument;
    if (call->is_published) {
        lc_wait_end(call->self);
    }
}

int lc_sem_wait_for_signal(struct lc_thread *self, sem_t *sem, void *site, void *depth)
{
    int saved = errno, result;
    struct lc_sem_call call = {.self = self, .sem = sem};
    const struct lc_wait wait = {
        .object = sem,
        .kind = LC_LOCK_SEM,
        .mode = LC_MODE_WRITE,
        .stack = lc_stack_of_site(self, site, depth),
        .since_ns = lc_runtime_now_ns(),
        .is_signal = true,
    };
    pthread_cleanup_push(unpublish, &call);
    result = wait_in_parts(&call, &wait);
    pthread_cleanup_pop(0);
    errno = result == 0 ? saved : errno;
    if (lc_blocking_matters(self)) {
        const struct lc_blocking what = {sem, LC_LOCK_SEM};
        lc_blocking_over(self, wait.since_ns, &what, site, depth);
    }
    return result;
}

/* A thread that has it and gets it again was let in by somebody else's post. */
static LC_COLD void taken_twice(struct lc_sem_call *call)
{
    if (lc_sem_state(call->sem)) {
        lc_sem_withdraw(call->self, call->sem);
    }
    lc_not_taken(call->self, call->index);
    while (lc_released(call->self, call->sem, NULL)) {
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
    unsigned state = result == 0 ? lc_sem_state(call->sem) : 0; /* by now */
    if (result != 0) {
        (void)lc_refused(call->self, call->index, call->sem, errno == EAGAIN ? EBUSY : errno);
    } else if (LC_LIKELY(state && lc_held_find(call->self, call->sem) < 0)) {
        if (!call->self->first_sem) {
            call->self->first_sem = call->sem;
        }
        if (LC_UNLIKELY((state & LC_SEM_STATE_MASK) == LC_SEM_ENDS)) {
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
    unpublish(call);
    lc_not_taken(call->self, call->index);
}
