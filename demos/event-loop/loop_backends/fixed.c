/*
 * event-loop/loop_backends/fixed.c - closed by the loop itself, on two back
 * ends.
 *
 * FIX     loop_call_soon_threadsafe(loop, close_it, ...).
 * PYTHON  S3 S4, Alternative event loops:
 *         loop.call_soon_threadsafe(loop.remove_reader, fd)
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"
#include "../common/loop.h"

struct app {
    struct loop *loop;
    struct loop_watch *watch;
    int ends[2];
    int received;
};

static void receive(void *arg)
{
    struct app *app = arg;
    char byte;
    MUST_SYS(read(app->ends[0], &byte, 1));
    app->received++;
}

static void close_it(void *arg)
{
    struct app *app = arg;
    loop_unwatch(app->loop, app->watch);
}

static void *send_and_close(void *arg)
{
    struct app *app = arg;
    MUST_SYS(write(app->ends[1], "!", 1));
    loop_call_soon_threadsafe(app->loop, close_it, app);
    loop_stop_threadsafe(app->loop);
    return NULL;
}

static void run_app(struct loop *loop, const char *name)
{
    struct app app = {.loop = loop};
    pthread_t thread;
    MUST_SYS(pipe(app.ends));
    app.watch = loop_watch(loop, app.ends[0], receive, &app);
    MUST(pthread_create(&thread, NULL, send_and_close, &app));
    loop_run(loop);
    MUST(pthread_join(thread, NULL));
    loop_free(loop);
    printf("%s: done\n", name);
}

int main(void)
{
    run_app(loop_new(), "epoll");
    run_app(loop_new_on_poll(), "poll");
    return 0;
}
