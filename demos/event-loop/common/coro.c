#include "coro.h"
#include "../../common/demo.h"

#include <ucontext.h>

#ifndef __has_feature
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#include <sanitizer/tsan_interface.h>
#else
/* A scheduler must tell TSan of its switches, else the stacks in its reports
 * are nonsense. It then takes each coroutine for a thread. */
#define __tsan_get_current_fiber()          NULL
#define __tsan_create_fiber(flags)          NULL
#define __tsan_switch_to_fiber(fiber, flag) ((void)(fiber))
#define __tsan_destroy_fiber(fiber)         ((void)(fiber))
#endif

enum { STACK_BYTES = 64 * 1024 };

enum coro_state { CORO_CREATED, CORO_READY, CORO_WAITING, CORO_DONE };

struct coro {
    const char *name;
    coro_fn *body;
    void *arg;
    enum coro_state state;
    bool cancelled;
    struct coro_queue *queue; /* where it waits, or NULL */
    struct coro *next;        /* in that queue */
    struct coro_queue joiners;
    ucontext_t context;
    void *fiber;
    char stack[STACK_BYTES] __attribute__((aligned(16)));
};

static struct coro_queue s_ready;
static struct coro *s_current;
static ucontext_t s_scheduler;
static void *s_scheduler_fiber;
static int s_waiting_count;

static void enqueue(struct coro_queue *queue, struct coro *coro)
{
    coro->queue = queue;
    coro->next = NULL;
    if (queue->first == NULL) {
        queue->first = coro;
    } else {
        queue->last->next = coro;
    }
    queue->last = coro;
}

static struct coro *dequeue(struct coro_queue *queue)
{
    struct coro *coro = queue->first;
    if (coro != NULL) {
        queue->first = coro->next;
        coro->queue = NULL;
    }
    return coro;
}

/* Take it out of the queue in which it waits, wherever it stands there. */
static void leave_queue(struct coro *coro)
{
    struct coro_queue *queue = coro->queue;
    if (queue == NULL) {
        return;
    }
    struct coro_queue others = {NULL, NULL};
    for (struct coro *each = dequeue(queue); each != NULL;
         each = dequeue(queue)) {
        if (each != coro) {
            enqueue(&others, each);
        }
    }
    for (struct coro *each = dequeue(&others); each != NULL;
         each = dequeue(&others)) {
        enqueue(queue, each);
    }
}

static void make_ready(struct coro *coro)
{
    s_waiting_count -= coro->state == CORO_WAITING;
    coro->state = CORO_READY;
    enqueue(&s_ready, coro);
}

/* From a coroutine to the scheduler. */
static void switch_out(void)
{
    struct coro *self = s_current;
    __tsan_switch_to_fiber(s_scheduler_fiber, 0);
    MUST_SYS(swapcontext(&self->context, &s_scheduler));
}

static void begin(void)
{
    struct coro *self = s_current;
    self->body(self->arg);
    self->state = CORO_DONE;
    while (self->joiners.first != NULL) {
        coro_wake(&self->joiners);
    }
    switch_out();
}

struct coro *coro_new(const char *name, coro_fn *body, void *arg)
{
    struct coro *coro = calloc(1, sizeof(*coro));
    demo_must(coro == NULL ? ENOMEM : 0, "calloc", __FILE__, __LINE__);
    coro->name = name;
    coro->body = body;
    coro->arg = arg;
    coro->fiber = __tsan_create_fiber(0);
    MUST_SYS(getcontext(&coro->context));
    coro->context.uc_stack.ss_sp = coro->stack;
    coro->context.uc_stack.ss_size = sizeof(coro->stack);
    makecontext(&coro->context, begin, 0);
    return coro;
}

void coro_start(struct coro *coro)
{
    if (coro->state == CORO_CREATED) {
        make_ready(coro);
    }
}

void coro_free(struct coro *coro)
{
    if (coro->state == CORO_CREATED) {
        fprintf(stderr, "coro: '%s' was created and never started\n",
                coro->name);
    }
    s_waiting_count -= coro->state == CORO_WAITING;
    leave_queue(coro);
    __tsan_destroy_fiber(coro->fiber);
    free(coro);
}

bool coro_is_done(const struct coro *coro)
{
    return coro->state == CORO_DONE;
}

int coro_run(void)
{
    s_scheduler_fiber = __tsan_get_current_fiber();
    for (struct coro *coro = dequeue(&s_ready); coro != NULL;
         coro = dequeue(&s_ready)) {
        s_current = coro;
        __tsan_switch_to_fiber(coro->fiber, 0);
        MUST_SYS(swapcontext(&s_scheduler, &coro->context));
    }
    return s_waiting_count;
}

/* The coroutine goes on: was it cancelled meanwhile? */
static int switch_out_and_check(void)
{
    struct coro *self = s_current;
    switch_out();
    bool cancelled = self->cancelled;
    self->cancelled = false;
    return cancelled ? ECANCELED : 0;
}

int coro_yield(void)
{
    make_ready(s_current);
    return switch_out_and_check();
}

int coro_wait(struct coro_queue *queue)
{
    if (!s_current->cancelled) {
        s_current->state = CORO_WAITING;
        s_waiting_count++;
        enqueue(queue, s_current);
    } else {
        make_ready(s_current);
    }
    return switch_out_and_check();
}

void coro_wake(struct coro_queue *queue)
{
    struct coro *coro = dequeue(queue);
    if (coro != NULL) {
        make_ready(coro);
    }
}

int coro_join(struct coro *coro)
{
    return coro->state == CORO_DONE ? 0 : coro_wait(&coro->joiners);
}

void coro_cancel(struct coro *coro)
{
    coro->cancelled = true;
    if (coro->state == CORO_WAITING) {
        leave_queue(coro);
        make_ready(coro);
    }
}

int coro_acquire(struct coro_lock *lock)
{
    while (lock->held) {
        int error = coro_wait(&lock->waiters);
        if (error != 0) {
            if (!lock->held) {
                coro_wake(&lock->waiters); /* our turn is another's now */
            }
            return error;
        }
    }
    lock->held = true;
    return 0;
}

void coro_release(struct coro_lock *lock)
{
    lock->held = false;
    coro_wake(&lock->waiters);
}
