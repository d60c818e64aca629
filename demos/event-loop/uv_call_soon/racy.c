/*
 * event-loop/uv_call_soon/racy.c - another thread starts a timer of libuv's
 * loop. Cure: fixed.c
 *
 * BUG     As in call_soon_threadsafe, on a real loop: only uv_async_send may be
 *         called by another thread. The timer goes into the loop's heap without
 *         a lock, and the loop, asleep, does not look at it.
 * WHEN    Always a race. The timer is late, or never, when the loop sleeps:
 *         forced here.
 * FIX     uv_async_send, and the loop's own thread starts the timer.
 * PYTHON  S0 S4, Event loop orchestrates tasks: loop.call_later from a thread
 * TOOLS   The race lies inside libuv, which was compiled without TSan: TSan
 *         sees the program's calls and not what they do. Valgrind's tools see
 *         every instruction, whoever compiled it.
 *
 * link -luv
 * expect plain      wrong
 * expect tsan-gcc   misses data-race
 * expect tsan-clang misses data-race
 * expect helgrind   reports data-race in ask_for_timer and main
 * expect drd        reports data-race in ask_for_timer and main
 * expect lockcheck  misses data-race
 */
#include "../../common/asleep.h"

#include <time.h>
#include <uv.h>

static uv_loop_t loop;
static uv_timer_t timer;
static uv_async_t stop;
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

static void *ask_for_timer(void *unused)
{
    struct timespec patience;
    (void)unused;
    wait_until_asleep(getpid()); /* the main thread, in its loop */
    MUST(uv_timer_start(&timer, on_timer, 1, 0));
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
    MUST(pthread_create(&thread, NULL, ask_for_timer, NULL));
    uv_run(&loop, UV_RUN_DEFAULT);
    MUST(pthread_join(thread, NULL));
    printf("the timer of 1 ms %s\n", in_time ? "fired" : "slept a second");
    return in_time ? 0 : 1;
}
