/*
 * event-loop/uv_to_thread/fixed.c - the call made by libuv's pool.
 *
 * FIX     uv_queue_work: ask() in a thread, on_answer in the loop.
 * PYTHON  S4, to_thread: await loop.run_in_executor(None, ask)
 * TOOLS   The pool hands the work over under a mutex that every tool sees, and
 *         the result too.
 *
 * link -luv
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <poll.h>
#include <uv.h>

enum { TICKS_WANTED = 3, PATIENCE_MS = 1000 };

static uv_timer_t timer;
static int ticks; /* of the loop's thread */
static int request[2];
static int response[2];
static char answer;

/* It answers when it hears that the loop has ticked, or loses patience. */
static void *serve(void *unused)
{
    (void)unused;
    struct pollfd heard = {.fd = request[0], .events = POLLIN};
    int told = (int)MUST_SYS(poll(&heard, 1, PATIENCE_MS));
    MUST_SYS(write(response[1], told ? "y" : "n", 1));
    return NULL;
}

static void on_tick(uv_timer_t *handle)
{
    (void)handle;
    if (++ticks == TICKS_WANTED) {
        MUST_SYS(write(request[1], "!", 1));
    }
}

static void ask(uv_work_t *unused)
{
    (void)unused;
    MUST_SYS(read(response[0], &answer, 1));
}

static void on_answer(uv_work_t *unused, int status)
{
    (void)unused;
    MUST(status);
    uv_close((uv_handle_t *)&timer, NULL);
}

int main(void)
{
    pthread_t server;
    uv_loop_t loop;
    uv_work_t work;
    MUST_SYS(pipe(request));
    MUST_SYS(pipe(response));
    MUST(uv_loop_init(&loop));
    MUST(uv_timer_init(&loop, &timer));
    MUST(uv_timer_start(&timer, on_tick, 1, 1));
    MUST(pthread_create(&server, NULL, serve, NULL));
    MUST(uv_queue_work(&loop, &work, ask, on_answer));
    uv_run(&loop, UV_RUN_DEFAULT);
    MUST(pthread_join(server, NULL));
    printf("%d ticks, answer %c\n", ticks, answer);
    return answer == 'y' ? 0 : 1;
}
