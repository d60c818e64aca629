#include "loop.h"
#include "poller.h"
#include "../../common/demo.h"

#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>

struct loop_call {
    loop_fn *fn;
    void *arg;
    struct loop_call *next;
};

/* First in, first out. `last` is meaningful while `first` is not NULL. */
struct call_queue {
    struct loop_call *first;
    struct loop_call *last;
};

struct loop_timer {
    struct loop_call call;
    int64_t due_ns;
    struct loop_timer *next;
};

struct loop_watch {
    struct loop_call call; /* fn is NULL once it is unwatched */
    int fd;
    struct loop_watch *next;
};

struct loop {
    /* Of the thread that runs the loop. */
    struct poller poller;
    bool stopping;
    struct call_queue ready;
    struct loop_timer *timers; /* the next one due comes first */
    struct loop_watch *watches;
    int timer_fd;
    /* Of all threads: the inbox under its lock, and the bell. */
    pthread_mutex_t inbox_lock;
    struct call_queue inbox;
    int wake_fd;
};

static void queue_push(struct call_queue *queue, loop_fn *fn, void *arg)
{
    struct loop_call *call = malloc(sizeof(*call));
    demo_must(call == NULL ? ENOMEM : 0, "malloc", __FILE__, __LINE__);
    *call = (struct loop_call){.fn = fn, .arg = arg};
    if (queue->first == NULL) {
        queue->first = call;
    } else {
        queue->last->next = call;
    }
    queue->last = call;
}

static void queue_forget(struct call_queue *queue)
{
    while (queue->first != NULL) {
        struct loop_call *call = queue->first;
        queue->first = call->next;
        free(call);
    }
}

/* Make the calls that are in the queue now. What they add is for later. */
static void queue_run(struct call_queue *queue)
{
    struct call_queue round = *queue;
    *queue = (struct call_queue){NULL, NULL};
    while (round.first != NULL) {
        struct loop_call call = *round.first;
        free(round.first);
        round.first = call.next;
        call.fn(call.arg);
    }
}

static int64_t now_ns(void)
{
    struct timespec now;
    MUST_SYS(clock_gettime(CLOCK_MONOTONIC, &now));
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* Set the timerfd to the first timer; to never when there is none. */
static void arm_timer_fd(struct loop *loop)
{
    int64_t due_ns = loop->timers != NULL ? loop->timers->due_ns : 0;
    struct itimerspec when = {.it_value = {.tv_sec = due_ns / 1000000000,
                                           .tv_nsec = due_ns % 1000000000}};
    MUST_SYS(timerfd_settime(loop->timer_fd, TFD_TIMER_ABSTIME, &when, NULL));
}

/* The number that a timerfd or an eventfd has counted; 0: nothing to read. */
static uint64_t read_count(int fd)
{
    uint64_t count = 0;
    return read(fd, &count, sizeof(count)) == sizeof(count) ? count : 0;
}

static void on_timer_fd(void *arg)
{
    struct loop *loop = arg;
    int64_t round_ns = now_ns();
    read_count(loop->timer_fd);
    while (loop->timers != NULL && loop->timers->due_ns <= round_ns) {
        struct loop_timer *timer = loop->timers;
        struct loop_call call = timer->call;
        loop->timers = timer->next;
        free(timer);
        call.fn(call.arg);
    }
    arm_timer_fd(loop);
}

static void on_wake_fd(void *arg)
{
    struct loop *loop = arg;
    read_count(loop->wake_fd);
    MUST(pthread_mutex_lock(&loop->inbox_lock));
    struct call_queue inbox = loop->inbox;
    loop->inbox = (struct call_queue){NULL, NULL};
    MUST(pthread_mutex_unlock(&loop->inbox_lock));
    queue_run(&inbox); /* without the lock: a callback may post, too */
}

static struct loop *loop_new_with(void (*poller_init)(struct poller *poller))
{
    struct loop *loop = calloc(1, sizeof(*loop));
    demo_must(loop == NULL ? ENOMEM : 0, "calloc", __FILE__, __LINE__);
    poller_init(&loop->poller);
    MUST(pthread_mutex_init(&loop->inbox_lock, NULL));
    loop->timer_fd = (int)MUST_SYS(
        timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    loop->wake_fd = (int)MUST_SYS(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    loop_watch(loop, loop->timer_fd, on_timer_fd, loop);
    loop_watch(loop, loop->wake_fd, on_wake_fd, loop);
    return loop;
}

struct loop *loop_new(void)
{
    return loop_new_with(poller_init_epoll);
}

struct loop *loop_new_on_poll(void)
{
    return loop_new_with(poller_init_poll);
}

/* Free the watches that were unwatched. In no round, so that nobody who goes
 * through the list finds the ground gone. */
static void sweep_watches(struct loop *loop, bool all)
{
    struct loop_watch **link = &loop->watches;
    while (*link != NULL) {
        struct loop_watch *watch = *link;
        if (all || watch->call.fn == NULL) {
            *link = watch->next;
            free(watch);
        } else {
            link = &watch->next;
        }
    }
}

void loop_free(struct loop *loop)
{
    while (loop->timers != NULL) {
        struct loop_timer *timer = loop->timers;
        loop->timers = timer->next;
        free(timer);
    }
    sweep_watches(loop, true);
    queue_forget(&loop->ready);
    queue_forget(&loop->inbox);
    MUST_SYS(close(loop->timer_fd));
    MUST_SYS(close(loop->wake_fd));
    MUST(pthread_mutex_destroy(&loop->inbox_lock));
    poller_fini(&loop->poller);
    free(loop);
}

static void serve_fd(struct loop *loop, int fd)
{
    for (struct loop_watch *watch = loop->watches; watch != NULL;
         watch = watch->next) {
        if (watch->fd == fd && watch->call.fn != NULL) {
            watch->call.fn(watch->call.arg);
            return;
        }
    }
}

void loop_run(struct loop *loop)
{
    int fds[POLLER_FDS_MAX];
    loop->stopping = false;
    while (!loop->stopping) {
        bool may_block = loop->ready.first == NULL;
        int count = loop->poller.wait(&loop->poller, may_block, fds);
        for (int i = 0; i < count && !loop->stopping; i++) {
            serve_fd(loop, fds[i]);
        }
        sweep_watches(loop, false);
        queue_run(&loop->ready);
    }
}

void loop_stop(struct loop *loop)
{
    loop->stopping = true;
}

void loop_call_soon(struct loop *loop, loop_fn *fn, void *arg)
{
    queue_push(&loop->ready, fn, arg);
}

struct loop_timer *loop_after(struct loop *loop, int delay_ms, loop_fn *fn,
                              void *arg)
{
    struct loop_timer *timer = malloc(sizeof(*timer));
    demo_must(timer == NULL ? ENOMEM : 0, "malloc", __FILE__, __LINE__);
    *timer = (struct loop_timer){
        .call = {.fn = fn, .arg = arg},
        .due_ns = now_ns() + delay_ms * INT64_C(1000000),
    };
    struct loop_timer **link = &loop->timers;
    while (*link != NULL && (*link)->due_ns <= timer->due_ns) {
        link = &(*link)->next;
    }
    timer->next = *link;
    *link = timer;
    arm_timer_fd(loop);
    return timer;
}

void loop_cancel(struct loop *loop, struct loop_timer *timer)
{
    struct loop_timer **link = &loop->timers;
    while (*link != NULL && *link != timer) {
        link = &(*link)->next;
    }
    if (*link == timer) {
        *link = timer->next;
        free(timer);
        arm_timer_fd(loop);
    }
}

struct loop_watch *loop_watch(struct loop *loop, int fd, loop_fn *fn, void *arg)
{
    struct loop_watch *watch = malloc(sizeof(*watch));
    demo_must(watch == NULL ? ENOMEM : 0, "malloc", __FILE__, __LINE__);
    *watch = (struct loop_watch){
        .call = {.fn = fn, .arg = arg}, .fd = fd, .next = loop->watches};
    loop->watches = watch;
    loop->poller.add(&loop->poller, fd);
    return watch;
}

void loop_unwatch(struct loop *loop, struct loop_watch *watch)
{
    loop->poller.drop(&loop->poller, watch->fd);
    watch->call.fn = NULL;
}

void loop_call_soon_threadsafe(struct loop *loop, loop_fn *fn, void *arg)
{
    uint64_t one = 1;
    MUST(pthread_mutex_lock(&loop->inbox_lock));
    queue_push(&loop->inbox, fn, arg);
    MUST(pthread_mutex_unlock(&loop->inbox_lock));
    MUST_SYS(write(loop->wake_fd, &one, sizeof(one)));
}

static void stop_from_inbox(void *arg)
{
    loop_stop(arg);
}

void loop_stop_threadsafe(struct loop *loop)
{
    loop_call_soon_threadsafe(loop, stop_from_inbox, loop);
}
