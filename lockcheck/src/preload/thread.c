/* pthread_create and detach, thrd_create and detach: who created whom. Joins: join.c. */

#include "base/arena.h"
#include "base/futex_lock.h"
#include "preload/real.h"
#include "preload/thread.h"
#include "preload/thread_end.h"
#include "preload/wrap.h"
#include "runtime/site.h"
#include "runtime/thread.h"

struct start {
    struct lc_birth birth;
    void *(*routine)(void *);
    int (*c11_routine)(void *); /* of thrd_create; then the other is NULL */
    void *argument;
    struct start *next_free;
};

/* Small blocks for threads on their way, recycled. A spin of a few instructions guards the list. */
static struct start *s_free_starts;
static struct lc_futex_lock s_starts_lock = LC_FUTEX_LOCK_INIT;

static struct start *start_take(void)
{
    enum { STARTS_PER_PAGE = 4096 / sizeof(struct start) };
    lc_futex_lock(&s_starts_lock);
    if (!s_free_starts) {
        struct start *page = lc_arena_mmap.grow(4096);
        for (unsigned i = 0; page && i < STARTS_PER_PAGE; i++) {
            page[i].next_free = s_free_starts;
            s_free_starts = &page[i];
        }
    }
    struct start *start = s_free_starts;
    if (start) {
        s_free_starts = start->next_free;
    }
    lc_futex_unlock(&s_starts_lock);
    return start;
}

static void start_give(struct start *start)
{
    lc_futex_lock(&s_starts_lock);
    start->next_free = s_free_starts;
    s_free_starts = start;
    lc_futex_unlock(&s_starts_lock);
}

void lc_threads_fork_child(void)
{
    lc_futex_reinit(&s_starts_lock);
}

/* In the new thread, first thing. Returns what it was made for; the block is given back. */
static struct start begin(struct start *block)
{
    struct start start = *block;
    start_give(block);
    lc_thread_born(&start.birth);
    lc_thread_end_watch();
    return start;
}

static void *run(void *block)
{
    struct start start = begin(block);
    void *value = start.routine(start.argument);
    lc_thread_end_returned();
    return value;
}

static int run_c11(void *block)
{
    struct start start = begin(block);
    int value = start.c11_routine(start.argument);
    lc_thread_end_returned();
    return value;
}

static size_t stack_bytes_of(const pthread_attr_t *attributes, bool *ret_detached)
{
    int detach_state = PTHREAD_CREATE_JOINABLE;
    size_t bytes = 0;
    if (attributes) {
        (void)pthread_attr_getdetachstate(attributes, &detach_state);
        (void)pthread_attr_getstacksize(attributes, &bytes);
    } else {
        pthread_attr_t defaults;
        if (pthread_getattr_default_np(&defaults) == 0) {
            (void)pthread_attr_getstacksize(&defaults, &bytes);
            (void)pthread_attr_destroy(&defaults);
        }
    }
    *ret_detached = detach_state == PTHREAD_CREATE_DETACHED;
    return bytes;
}

static void conceive(struct lc_thread *self, struct start *start, const pthread_attr_t *attributes,
                     void *site, void *depth)
{
    start->birth = (struct lc_birth){
        .create_stack = lc_stack_of_site(self, site, depth),
        .create_depth = (uintptr_t)depth,
        .start_routine = start->routine ? (void *)start->routine : (void *)start->c11_routine,
    };
    lc_thread_enter(self);
    start->birth.stack_bytes = stack_bytes_of(attributes, &start->birth.detached);
    lc_thread_conceive(self, &start->birth);
    lc_thread_leave(self);
}

/* `birth` is a copy: once it runs, the new thread gives `start` back. */
static int after_create(struct lc_thread *self, struct start *start, const struct lc_birth *birth,
                        const pthread_t *thread, int result)
{
    lc_thread_enter(self);
    if (result == 0) {
        lc_thread_created((uint64_t)*thread, birth);
    } else {
        start_give(start);
        lc_thread_stillborn(birth);
    }
    lc_thread_leave(self);
    return result;
}

LC_EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                             void *(*routine)(void *), void *argument)
{
    struct lc_thread *self = lc_thread_self();
    struct start *start = self ? start_take() : NULL;
    if (!start) {
        return LC_REAL(pthread_create)(thread, attributes, routine, argument);
    }
    *start = (struct start){.routine = routine, .argument = argument};
    conceive(self, start, attributes, LC_SITE(), LC_DEPTH());
    struct lc_birth birth = start->birth;
    int result = LC_REAL(pthread_create)(thread, attributes, run, start);
    return after_create(self, start, &birth, thread, result);
}

LC_EXPORT int thrd_create(thrd_t *thread, thrd_start_t routine, void *argument)
{
    struct lc_thread *self = lc_thread_self();
    struct start *start = self ? start_take() : NULL;
    if (!start) {
        return LC_REAL(thrd_create)(thread, routine, argument);
    }
    *start = (struct start){.c11_routine = routine, .argument = argument};
    conceive(self, start, NULL, LC_SITE(), LC_DEPTH());
    struct lc_birth birth = start->birth;
    int result = LC_REAL(thrd_create)(thread, run_c11, start);
    return after_create(self, start, &birth, thread, result);
}

/* Before the real call: a thread that is over already would be gone after it, its handle reused. */
#define DETACH(name)                                \
    struct lc_thread *self = lc_thread_self();      \
    if (self) {                                     \
        lc_thread_detached(self, (uint64_t)thread); \
    }                                               \
    return LC_REAL(name)(thread)

LC_EXPORT int pthread_detach(pthread_t thread)
{
    DETACH(pthread_detach);
}

LC_EXPORT int thrd_detach(thrd_t thread)
{
    DETACH(thrd_detach);
}
