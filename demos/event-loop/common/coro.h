/*
 * event-loop/common/coro.h - coroutines on ucontext: several functions that
 * take turns in one thread, and change over only where they say so.
 *
 * A call that can change over has a word of waiting in its name: coro_yield,
 * coro_wait, coro_join, coro_acquire. Between two of them nobody interferes;
 * across one of them everybody may.
 *
 * Threads: one thread only. It is in coro_run(), or in a coroutine.
 */
#ifndef DEMO_CORO_H
#define DEMO_CORO_H

#include <stdbool.h>

struct coro;
typedef void coro_fn(void *arg);

/* First in, first out. All zero is empty. */
struct coro_queue {
    struct coro *first;
    struct coro *last;
};

/* A coroutine and its stack. Nothing of it runs until coro_start(). */
struct coro *coro_new(const char *name, coro_fn *body, void *arg);
void coro_start(struct coro *coro);

/* Give it up, in whatever state it is: what it has not done is not done. One
 * that was never started is told of on stderr. */
void coro_free(struct coro *coro);
bool coro_is_done(const struct coro *coro);

/* Run the started ones until none can go on. How many still wait? */
int coro_run(void);

/*
 * Let the others run. 0, or ECANCELED, once, when this one was cancelled:
 * then it should clean up and return. The other waits say the same.
 */
int coro_yield(void);
int coro_wait(struct coro_queue *queue);
int coro_join(struct coro *coro);

/* Let the first in the queue go on; nothing when there is none. */
void coro_wake(struct coro_queue *queue);

/* Its wait, now or when it comes to the next, ends with ECANCELED. */
void coro_cancel(struct coro *coro);

/* A lock between coroutines: who must wait lets the others run. */
struct coro_lock {
    bool held;
    struct coro_queue waiters;
};

int coro_acquire(struct coro_lock *lock);
void coro_release(struct coro_lock *lock);

#endif
