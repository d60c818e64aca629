/*
 * pthread_once and call_once: the thread that runs the initializer holds the control, the others
 * wait for it. A control that is done costs two loads, unless initializers take locks.
 */
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdbool.h>
#include <threads.h>
#include <unwind.h>

#include "base/sys.h"
#include "preload/real.h"
#include "preload/wrap.h"
#include "runtime/held.h"
#include "runtime/once.h"
#include "runtime/state.h"
#include "runtime/wait.h"

enum { STATE_MASK = 3, RUNNING = 1, DONE = 2 }; /* of a control, in glibc; above is a fork count */

/* A call on its way, on its thread's stack. */
struct once_call {
    pthread_once_t *control;
    void (*routine)(void);
    struct lc_thread *self;
    struct once_call *outer; /* whose initializer made this call */
    uint32_t index;          /* the slot claimed for the control */
    pthread_once_t probe;    /* a control of our own, for is_abandoned() */
    int fork_count;
    bool has_run;
    bool is_published;
};

/* The innermost call of this thread. */
static __thread struct once_call *tl_call __attribute__((tls_model("initial-exec")));

LC_HOT_INLINE int state_of(const pthread_once_t *control)
{
    /* Acquire; pairs with the release of the initializer's thread, in glibc. */
    return __atomic_load_n(control, __ATOMIC_ACQUIRE) & STATE_MASK;
}

/* ---- Running ---- */

static void stop_waiting(struct once_call *call)
{
    if (call->is_published) {
        call->is_published = false;
        lc_wait_end(call->self);
    }
}

static void ended(void)
{
    struct once_call *call = tl_call;
    (void)lc_released(call->self, call->control, NULL);
    tl_call = call->outer;
}

/*
 * The personality of run_initializer: an exception, pthread_exit or cancellation leaves it, and the
 * C library makes the control new. Made by hand, because the usual one asks the unwinder for
 * details, and the unwinder that is at work is the program's, not the one linked into this library.
 */
__attribute__((used)) static _Unwind_Reason_Code left_by_unwinding(
    int version, _Unwind_Action actions, _Unwind_Exception_Class class,
    struct _Unwind_Exception *exception, struct _Unwind_Context *context)
{
    (void)version, (void)class, (void)exception, (void)context;
    if (actions & _UA_CLEANUP_PHASE) {
        ended();
    }
    return _URC_CONTINUE_UNWIND;
}

static LC_NOINLINE void run_initializer(void)
{
    enum { PCREL_SDATA4 = 0x1b };
    __asm__ volatile(".cfi_personality %c0, left_by_unwinding" : : "i"(PCREL_SDATA4));
    struct once_call *call = tl_call;
    stop_waiting(call); /* whoever ran it gave up, and now it is our turn */
    call->has_run = true;
    lc_taken(call->self, call->index, call->control);
    call->routine();
    ended();
}

/* ---- Waiting ---- */

/* False: the control did not change until the deadline. */
static bool wait_until(const pthread_once_t *control, int value, const struct timespec *deadline)
{
    long error = 0;
    while (__atomic_load_n(control, __ATOMIC_RELAXED) == value) {
        error = LC_SYS6(SYS_futex, control, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, value, deadline,
                        NULL, FUTEX_BITSET_MATCH_ANY);
        if (error != 0 && error != -EINTR && error != -EAGAIN) {
            return false;
        }
    }
    return true;
}

static void note_fork_count(void)
{
    tl_call->fork_count = tl_call->probe & ~STATE_MASK;
}

/*
 * Whoever ran it was a thread of the process that this one was forked from: the C library begins
 * anew. It does not say how often was forked, but writes that into each control.
 */
static bool is_abandoned(struct once_call *call, int value)
{
    call->probe = PTHREAD_ONCE_INIT;
    tl_call = call;
    (void)LC_REAL(pthread_once)(&call->probe, note_fork_count);
    tl_call = call->outer;
    return (value & ~STATE_MASK) != call->fork_count;
}

/* Somebody runs the initializer: wait for a while, then say so, then leave it to the C library. */
static LC_COLD void wait_for(struct once_call *call)
{
    int value = __atomic_load_n(call->control, __ATOMIC_RELAXED);
    if ((value & STATE_MASK) != RUNNING || is_abandoned(call, value)) {
        return;
    }
    struct lc_wait wait = {
        .object = call->control,
        .kind = LC_LOCK_ONCE,
        .mode = LC_MODE_WRITE,
        .call = call->self->held[call->index].info,
        .since_ns = lc_runtime_now_ns(),
    };
    if (lc_held_find(call->self, call->control) >= 0) {
        lc_wait_for_self(call->self, &wait, LC_FINDING_SELF_DEADLOCK);
    }
    struct timespec deadline;
    if (lc_wait_patience(CLOCK_MONOTONIC, &deadline) &&
        wait_until(call->control, value, &deadline)) {
        return;
    }
    lc_wait_begin(call->self, &wait);
    call->is_published = true;
    while (lc_wait_slice(call->self, CLOCK_MONOTONIC, &deadline) &&
           !wait_until(call->control, value, &deadline)) {
    }
}

/* ---- The calls ---- */

static LC_COLD int once(pthread_once_t *control, void (*routine)(void), void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (!self) {
        return LC_REAL(pthread_once)(control, routine);
    }
    struct once_call call = {
        .control = control, .routine = routine, .self = self, .outer = tl_call};
    call.index = lc_asking(self, control, LC_LOCK_ONCE, LC_MODE_WRITE, site, depth);
    if (state_of(control) == RUNNING) {
        wait_for(&call);
    }
    tl_call = &call;
    int result = LC_REAL(pthread_once)(control, run_initializer);
    tl_call = call.outer;
    stop_waiting(&call);
    if (!call.has_run) {
        lc_not_taken(self, call.index);
    }
    if (LC_UNLIKELY(lc_load_relaxed(&g_lc_onces_lock))) {
        lc_once_passed(self, control, call.has_run);
    }
    return result;
}

/* Whether there is nothing left to do. */
LC_HOT_INLINE bool is_done(pthread_once_t *control, void *site, void *depth)
{
    if (LC_UNLIKELY(state_of(control) != DONE)) {
        return false;
    }
    struct lc_thread *self =
        LC_UNLIKELY(lc_load_relaxed(&g_lc_onces_lock)) ? lc_thread_self() : NULL;
    if (self) {
        lc_once_found_done(self, control, site, depth);
    }
    return true;
}

LC_EXPORT int pthread_once(pthread_once_t *control, void (*routine)(void))
{
    return is_done(control, LC_SITE(), LC_DEPTH()) ? 0
                                                   : once(control, routine, LC_SITE(), LC_DEPTH());
}

_Static_assert(sizeof(once_flag) == sizeof(pthread_once_t), "one is the other");

LC_EXPORT void call_once(once_flag *flag, void (*routine)(void))
{
    pthread_once_t *control = (pthread_once_t *)flag;
    if (!is_done(control, LC_SITE(), LC_DEPTH())) {
        (void)once(control, routine, LC_SITE(), LC_DEPTH());
    }
}
