/*
 * event-loop/uv_call_soon/fixed.c - the loop's own thread starts the timer.
 *
 * FIX     The thread sends; the callback of the async handle runs in the loop.
 * PYTHON  S0 S4, Event loop orchestrates tasks:
 *         loop.call_soon_threadsafe(loop.call_later, ...)
 *
 * link -luv
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/asleep.h"

#include <time.h>
#include <uv.h>

static uv_loop_t loop;
static uv_timer_t timer;
static uv_async_t stop;
static uv_async_t start;
static sem_t fired;
static int in_time;

static void on_timer(uv_timer_t *handle)
{
    (void)handle;
    MUST_SYS(sem_post(&fired));
}

static void on_stop(uv_async_t *handle)
{
    uv_stop(handle->loop);
}

static void on_start(uv_async_t *handle)
{
    (void)handle;
    MUST(uv_timer_start(&timer, on_timer, 1, 0));
}

static void *ask_for_timer(void *unused)
{
    struct timespec patience;
    (void)unused;
    wait_until_asleep(getpid()); /* the main thread, in its loop */
    MUST(uv_async_send(&start));
    MUST_SYS(clock_gettime(CLOCK_REALTIME, &patience));
    patience.tv_sec += 1;
    in_time = sem_timedwait(&fired, &patience) == 0;
    MUST(uv_async_send(&stop));
    return NULL;
}

int main(void)
{
    pthread_t thread;
    MUST_SYS(sem_init(&fired, 0, 0));
    MUST(uv_loop_init(&loop));
    MUST(uv_timer_init(&loop, &timer));
    MUST(uv_async_init(&loop, &stop, on_stop));
    MUST(uv_async_init(&loop, &start, on_start));
    MUST(pthread_create(&thread, NULL, ask_for_timer, NULL));
    uv_run(&loop, UV_RUN_DEFAULT);
    MUST(pthread_join(thread, NULL));
    printf("the timer of 1 ms %s\n", in_time ? "fired" : "slept a second");
    return in_time ? 0 : 1;
}
