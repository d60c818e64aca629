/* sem_*: those that behave as locks are watched as locks, those that count as permits. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "base/fmt.h"
#include "base/sys.h"
#include "preload/checks.h"
#include "preload/python.h"
#include "preload/real.h"
#include "preload/sem_permit.h"
#include "preload/sem_wait.h"
#include "preload/wrap.h"
#include "runtime/blocking.h"
#include "runtime/contention.h"
#include "runtime/held.h"
#include "runtime/sem.h"
#include "runtime/shared.h"
#include "runtime/state.h"

/* In shared memory, and not met before: what is done to it matters to all who share it. */
static LC_COLD void meet(sem_t *sem)
{
    struct lc_thread *self = lc_thread_self();
    int saved = errno, value = 0;
    if (self && g_lc.options.sem) {
        (void)sem_getvalue(sem, &value);
        lc_sem_met(self, sem, value > 0 ? (unsigned)value : 0);
    }
    errno = saved;
}

/* Before each use. Returns lc_sem_state(), which takes a search. */
LC_HOT_INLINE unsigned check(sem_t *sem, void *site, void *depth)
{
    lc_check_sem(sem, site, depth);
    if (LC_UNLIKELY(lc_sem_is_of_processes(sem)) && !lc_sem_bits(sem)) {
        meet(sem);
    }
    return lc_sem_state(sem);
}

/* ---- Life ---- */

LC_EXPORT int sem_init(sem_t *sem, int shared, unsigned value)
{
    bool is_renewal = shared && lc_shared_is_renewal(sem, sizeof(*sem));
    int result = LC_REAL(sem_init)(sem, shared, value);
    if (LC_UNLIKELY(result != 0 && errno == EINVAL)) {
        lc_tell_api_error(sem, LC_LOCK_SEM, EINVAL, LC_SITE(), LC_DEPTH());
    }
    struct lc_thread *self = lc_thread_self();
    if (self && result == 0 && g_lc.options.sem) {
        lc_sem_born(self, sem,
                    &(struct lc_sem_birth){.value = value,
                                           .is_shared = shared != 0,
                                           .is_renewal = is_renewal,
                                           .stack = lc_stack_of_site(self, LC_SITE(), LC_DEPTH())});
    }
    return result;
}

/* Whether the call will make the semaphore: one that is there already has a value of its own. */
static bool is_to_be_made(const char *name, int flags)
{
    char path[sizeof("/dev/shm/sem.") + NAME_MAX];
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, path, sizeof(path));
    lc_fmt_str(&fmt, "/dev/shm/sem.");
    lc_fmt_str(&fmt, name + strspn(name, "/"));
    return flags & O_EXCL ||
           (!g_lc.sealed && !fmt.cut && LC_SYS3(SYS_faccessat, AT_FDCWD, path, F_OK) == -ENOENT);
}

LC_EXPORT sem_t *sem_open(const char *name, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    unsigned value = flags & O_CREAT ? va_arg(list, unsigned) : 0;
    va_end(list);
    bool is_birth = flags & O_CREAT && is_to_be_made(name, flags);
    sem_t *sem = LC_REAL(sem_open)(name, flags, mode, value);
    struct lc_thread *self = lc_thread_self();
    if (self && sem != SEM_FAILED && g_lc.options.sem && is_birth) {
        lc_sem_born(self, sem,
                    &(struct lc_sem_birth){.value = value,
                                           .is_shared = true,
                                           .stack = lc_stack_of_site(self, LC_SITE(), LC_DEPTH())});
    }
    return sem;
}

static void gone(sem_t *sem, bool is_left)
{
    struct lc_thread *self = lc_thread_self();
    if (self && lc_sem_bits(sem)) {
        int value = 0;
        (void)sem_getvalue(sem, &value);
        lc_sem_gone(self, sem, (unsigned)value, is_left);
    }
}

LC_EXPORT int sem_destroy(sem_t *sem)
{
    if (LC_UNLIKELY(lc_sem_is_awaited(sem))) {
        lc_tell_destroy_awaited(sem, LC_LOCK_SEM, LC_SITE(), LC_DEPTH());
    }
    gone(sem, false);
    return LC_REAL(sem_destroy)(sem);
}

LC_EXPORT int sem_close(sem_t *sem)
{
    gone(sem, true);
    return LC_REAL(sem_close)(sem);
}

/* What a try that failed was is known at the thread's next call. */
static LC_COLD void resolve_tried(struct lc_thread *self, const sem_t *sem)
{
    void *tried = self->tried_sem;
    self->tried_sem = NULL;
    if (tried != sem) {
        lc_sem_doubt(self, tried);
    }
}

/* Of a semaphore in this state. */
LC_HOT_INLINE struct lc_thread *watcher_of(unsigned state)
{
    struct lc_thread *self = state ? lc_thread_self() : NULL;
    if (self) {
        lc_sem_sync(self);
    }
    return self;
}

static int wait_or_be_cancelled(struct lc_sem_call *call)
{
    int result;
    pthread_cleanup_push(lc_sem_call_cancelled, call);
    result = lc_sem_wait(call);
    pthread_cleanup_pop(0);
    return result;
}

static int wait_until_or_be_cancelled(struct lc_sem_call *call, clockid_t clock,
                                      const struct timespec *deadline)
{
    int result;
    pthread_cleanup_push(lc_sem_call_cancelled, call);
    result = lc_sem_wait_until(call, clock, deadline);
    pthread_cleanup_pop(0);
    return result;
}

/* Ask for the semaphore, whose `state` is known, then take it by `real_call`; `otherwise` when it
 * is no lock. */
#define TAKE(sem, real_call, otherwise)                                                   \
    struct lc_thread *self = watcher_of(state);                                           \
    if (LC_UNLIKELY(!self)) {                                                             \
        return otherwise;                                                                 \
    }                                                                                     \
    if (LC_UNLIKELY(self->tried_sem != NULL)) {                                           \
        resolve_tried(self, sem);                                                         \
    }                                                                                     \
    struct lc_sem_call call = {.self = self, .sem = sem};                                 \
    call.index = lc_asking(self, sem, LC_LOCK_SEM, LC_MODE_WRITE, LC_SITE(), LC_DEPTH()); \
    return lc_sem_call_end(&call, real_call)

/* It is no lock: to wait for it is to wait for somebody's post. */
static int wait_for_signal(sem_t *sem, void *site, void *depth)
{
    int saved = errno;
    pthread_testcancel();
    if (LC_REAL(sem_trywait)(sem) == 0) {
        return 0;
    }
    errno = saved;
    struct lc_thread *self = lc_thread_self();
    return self ? lc_sem_wait_for_signal(self, sem, site, depth) : LC_REAL(sem_wait)(sem);
}

/* When a wait for a post begins with locks held; 0: none are. */
LC_HOT_INLINE uint64_t blocking_since_ns(void)
{
    return lc_blocking_matters(tl_self) ? lc_runtime_now_ns() : 0;
}

/* It is over, with `result`, which is returned. */
static int waited_for_signal(uint64_t since_ns, sem_t *sem, int result, void *site, void *depth)
{
    if (LC_UNLIKELY(since_ns)) {
        const struct lc_blocking what = {sem, LC_LOCK_SEM};
        lc_blocking_over(tl_self, since_ns, &what, site, depth);
    }
    return result;
}

/* A wait with a deadline for a semaphore that is no lock. */
#define WAIT_FOR_SIGNAL(sem, real_call) \
    waited_for_signal(since_ns, sem, real_call, LC_SITE(), LC_DEPTH())

/* A semaphore whose `state` is that it counts is taken by `take_call`. */
#define TAKE_PERMIT(sem, take_call)                                        \
    if (LC_UNLIKELY(state == LC_SEM_COUNTS)) {                             \
        return lc_sem_permit_taken(sem, take_call, LC_SITE(), LC_DEPTH()); \
    }

LC_EXPORT int sem_wait(sem_t *sem)
{
    unsigned state = check(sem, LC_SITE(), LC_DEPTH());
    TAKE_PERMIT(sem, wait_for_signal(sem, LC_SITE(), LC_DEPTH()))
    if (state) {
        pthread_testcancel(); /* also when it need not wait */
    }
    int saved = errno;
    TAKE(sem, LC_REAL(sem_trywait)(sem) == 0 ? 0 : (errno = saved, wait_or_be_cancelled(&call)),
         wait_for_signal(sem, LC_SITE(), LC_DEPTH()));
}

LC_EXPORT int sem_timedwait(sem_t *sem, const struct timespec *deadline)
{
    unsigned state = check(sem, LC_SITE(), LC_DEPTH());
    lc_check_deadline(sem, LC_LOCK_SEM, deadline, LC_SITE(), LC_DEPTH());
    uint64_t since_ns = blocking_since_ns();
    TAKE_PERMIT(sem, WAIT_FOR_SIGNAL(sem, LC_REAL(sem_timedwait)(sem, deadline)))
    TAKE(sem, wait_until_or_be_cancelled(&call, CLOCK_REALTIME, deadline),
         WAIT_FOR_SIGNAL(sem, LC_REAL(sem_timedwait)(sem, deadline)));
}

LC_EXPORT int sem_clockwait(sem_t *sem, clockid_t clock, const struct timespec *deadline)
{
    unsigned state = check(sem, LC_SITE(), LC_DEPTH());
    lc_check_deadline(sem, LC_LOCK_SEM, deadline, LC_SITE(), LC_DEPTH());
    uint64_t since_ns = blocking_since_ns();
    TAKE_PERMIT(sem, WAIT_FOR_SIGNAL(sem, LC_REAL(sem_clockwait)(sem, clock, deadline)))
    TAKE(sem, wait_until_or_be_cancelled(&call, clock, deadline),
         WAIT_FOR_SIGNAL(sem, LC_REAL(sem_clockwait)(sem, clock, deadline)));
}

LC_EXPORT int sem_trywait(sem_t *sem)
{
    unsigned state = check(sem, LC_SITE(), LC_DEPTH());
    TAKE_PERMIT(sem, LC_REAL(sem_trywait)(sem))
    struct lc_thread *self = watcher_of(state);
    if (!self) {
        return LC_REAL(sem_trywait)(sem);
    }
    if (LC_UNLIKELY(self->tried_sem != NULL)) {
        resolve_tried(self, NULL);
    }
    void *site = LC_SITE(), *depth = LC_DEPTH();
    bool asks = lc_python_takes(site); /* the first half of a wait */
    struct lc_sem_call call = {.self = self, .sem = sem};
    call.index = asks ? lc_asking(self, sem, LC_LOCK_SEM, LC_MODE_WRITE, site, depth)
                      : lc_trying(self, sem, LC_LOCK_SEM, LC_MODE_WRITE, site, depth);
    int result = LC_REAL(sem_trywait)(sem);
    if (result != 0 && asks && lc_held_find(self, sem) < 0) {
        self->tried_sem = sem;
    }
    return lc_sem_call_end(&call, result);
}

/*
 * A thread of CPython's threading module takes a lock of its own before any other, and posts it at
 * its end: Thread.join takes that lock, and never calls pthread_join.
 */
static bool is_end_of_thread(const struct lc_thread *self, const sem_t *sem, const void *site)
{
    return lc_python_is_core(site) && self->creator && self->first_sem == sem &&
           lc_held_count(self) == 1;
}

/* The thread does not have it: it gave it back already, or it signals. */
void lc_sem_posted_unheld(struct lc_thread *self, sem_t *sem, void *site, void *depth)
{
    int value;
    if (lc_load_relaxed(&self->given_sem) == sem && !lc_sem_is_shared(lc_sem_state(sem)) &&
        sem_getvalue(sem, &value) == 0) {
        lc_sem_check_overpost(self, sem, (unsigned)value, lc_stack_of_site(self, site, depth));
    }
    lc_sem_withdraw(self, sem);
}

/* The books come first: once posted, the semaphore may be another thread's to destroy. */
LC_EXPORT int sem_post(sem_t *sem)
{
    unsigned state = check(sem, LC_SITE(), LC_DEPTH());
    if (LC_UNLIKELY(state == LC_SEM_COUNTS)) {
        lc_sem_permit_given(sem, LC_SITE(), LC_DEPTH());
        return LC_REAL(sem_post)(sem);
    }
    struct lc_thread *self = watcher_of(state);
    if (self && LC_UNLIKELY(lc_held_find(self, sem) < 0)) {
        lc_sem_posted_unheld(self, sem, LC_SITE(), LC_DEPTH());
    } else if (self) {
        if (LC_UNLIKELY(!lc_sem_is_proven(state))) {
            lc_sem_prove(self, sem, is_end_of_thread(self, sem, LC_SITE()));
        }
        if (LC_UNLIKELY(lc_sem_is_awaited(sem))) {
            lc_contention_gives(self, sem);
        }
        lc_store_relaxed(&self->given_sem, sem);
        (void)lc_released(self, sem, LC_DEPTH());
    }
    return LC_REAL(sem_post)(sem);
}
