#include "preload/mutex_wait.h"

#include <errno.h>
#include <stdbool.h>
#include <time.h>

#include "preload/real.h"
#include "runtime/contention.h"
#include "runtime/held.h"
#include "runtime/state.h"
#include "runtime/wait.h"
#include "trace/format.h"

enum { KIND_TYPE_MASK = 3, KIND_PI = 0x20, KIND_PP = 0x40 };

static bool is_own(const struct lc_thread *self, const pthread_mutex_t *mutex)
{
    return (uint32_t)__atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED) == self->tid;
}

/* A second lock by the owner blocks for ever, unless the mutex counts or checks. */
static bool blocks_its_owner(const pthread_mutex_t *mutex)
{
    int type = mutex->__data.__kind & KIND_TYPE_MASK;
    return type == PTHREAD_MUTEX_NORMAL || type == PTHREAD_MUTEX_ADAPTIVE_NP;
}

/* A mutex that inherits priority knows only the realtime clock (glibc before 2.37). */
static clockid_t clock_of(const pthread_mutex_t *mutex)
{
    return mutex->__data.__kind & KIND_PI ? CLOCK_REALTIME : CLOCK_MONOTONIC;
}

static int lock_until(pthread_mutex_t *mutex, const struct timespec *deadline)
{
    if (mutex->__data.__kind & KIND_PI) {
        return LC_REAL(pthread_mutex_timedlock)(mutex, deadline);
    }
    return LC_REAL(pthread_mutex_clocklock)(mutex, CLOCK_MONOTONIC, deadline);
}

/* Published: the rest of the wait. */
static int lock_published(struct lc_thread *self, pthread_mutex_t *mutex)
{
    struct timespec deadline;
    while (lc_wait_slice(self, clock_of(mutex), &deadline)) {
        int result = lock_until(mutex, &deadline);
        if (result != ETIMEDOUT) {
            return result;
        }
    }
    return LC_REAL(pthread_mutex_lock)(mutex);
}

/* What a wait leaves behind when the thread is cancelled in it. */
struct given_up {
    struct lc_thread *self;
    uint32_t index; /* the slot claimed */
    bool is_published;
};

/* No cancellation point, but a thread may have asked to be cancelled anywhere. */
static void give_up(void *argument)
{
    struct given_up *wait = argument;
    if (wait->is_published) {
        lc_wait_end(wait->self);
    }
    lc_not_taken(wait->self, wait->index);
}

static int wait_watched(struct given_up *call, pthread_mutex_t *mutex, const struct lc_wait *wait)
{
    struct timespec deadline;
    if (lc_wait_patience(clock_of(mutex), &deadline)) {
        int result = lock_until(mutex, &deadline);
        if (result != ETIMEDOUT) {
            return result;
        }
    }
    lc_wait_begin(call->self, wait);
    call->is_published = true;
    int result = lock_published(call->self, mutex);
    call->is_published = false;
    lc_wait_end(call->self);
    return result;
}

int lc_mutex_wait(struct lc_thread *self, uint32_t index, pthread_mutex_t *mutex)
{
    struct lc_wait wait = {
        .object = mutex,
        .kind = LC_LOCK_MUTEX,
        .mode = LC_MODE_WRITE,
        .call = self->held[index].info,
        .since_ns = lc_runtime_now_ns(),
    };
    if (is_own(self, mutex) && blocks_its_owner(mutex)) {
        lc_wait_for_self(self, &wait, LC_FINDING_SELF_DEADLOCK);
    }
    struct given_up call = {.self = self, .index = index};
    int result;
    pthread_cleanup_push(give_up, &call);
    result = wait_watched(&call, mutex, &wait);
    pthread_cleanup_pop(0);
    if (result == 0 || result == EOWNERDEAD) {
        lc_contention_waited(self, mutex, LC_LOCK_MUTEX, lc_held_stack(&self->held[index]),
                             wait.since_ns);
    }
    return result;
}
