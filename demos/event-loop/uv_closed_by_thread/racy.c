/*
 * event-loop/uv_closed_by_thread/racy.c - a handle of libuv's loop, closed from
 * another thread. Cure: fixed.c
 *
 * BUG     The app of loop_backends on libuv: another thread closes the handle
 *         that the loop is serving.
 * WHEN    Whenever the loop is at work, on that handle or on its list of those
 *         to close.
 * FIX     uv_async_send, and the loop's own thread closes.
 * PYTHON  S3 S4, Alternative event loops: transport.close() from a thread;
 *         uvloop is libuv
 * TOOLS   TSan does not see into libuv. It sees what the program itself does
 *         without order, and here that is nothing.
 *
 * link -luv
 * expect plain      ok
 * expect tsan-gcc   misses data-race
 * expect tsan-clang misses data-race
 * expect helgrind   reports data-race in main and on_stop and send_and_close
 * expect drd        reports data-race in main or on_stop or send_and_close
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

#include <uv.h>

static uv_loop_t loop;
static uv_poll_t poll_handle;
static uv_async_t stop;
static int ends[2];

static void on_readable(uv_poll_t *handle, int status, int events)
{
    char byte;
    (void)handle;
    (void)events;
    MUST(status);
    MUST_SYS(read(ends[0], &byte, 1));
}

static void on_stop(uv_async_t *handle)
{
    uv_close((uv_handle_t *)handle, NULL);
}

static void *send_and_close(void *unused)
{
    (void)unused;
    MUST_SYS(write(ends[1], "!", 1));
    uv_close((uv_handle_t *)&poll_handle, NULL);
    MUST(uv_async_send(&stop));
    return NULL;
}

int main(void)
{
    pthread_t thread;
    MUST_SYS(pipe(ends));
    MUST(uv_loop_init(&loop));
    MUST(uv_async_init(&loop, &stop, on_stop));
    MUST(uv_poll_init(&loop, &poll_handle, ends[0]));
    MUST(uv_poll_start(&poll_handle, UV_READABLE, on_readable));
    MUST(pthread_create(&thread, NULL, send_and_close, NULL));
    uv_run(&loop, UV_RUN_DEFAULT);
    MUST(pthread_join(thread, NULL));
    printf("the handle is closed\n");
    return 0;
}
