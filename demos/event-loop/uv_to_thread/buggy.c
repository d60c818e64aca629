/*
 * event-loop/uv_to_thread/buggy.c - a blocking call in libuv's loop.
 * Cure: fixed.c
 *
 * BUG     A callback that blocks stops a real loop as it stops ours: the timers
 *         wait until it returns.
 * WHEN    Always. How long is up to the slowest server that is ever asked.
 * FIX     uv_queue_work: a thread of libuv's pool makes the call, and the loop
 *         calls back when it is done.
 * PYTHON  S4, to_thread: requests.get() in a coroutine
 *
 * link -luv
 * expect plain      wrong
 * expect tsan-gcc   misses starvation
 * expect tsan-clang misses starvation
 * expect helgrind   misses starvation
 * expect drd        misses starvation
 * expect lockcheck  misses starvation
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
    ask(&work);
    on_answer(&work, 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    MUST(pthread_join(server, NULL));
    printf("%d ticks, answer %c\n", ticks, answer);
    return answer == 'y' ? 0 : 1;
}
