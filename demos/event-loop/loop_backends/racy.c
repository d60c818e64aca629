/*
 * event-loop/loop_backends/racy.c - closed from another thread, on two back
 * ends. Cure: fixed.c
 *
 * BUG     Another thread takes a watch out of the loop's list while the loop
 *         serves it. The app is the same on epoll and on poll; so is the bug.
 * WHEN    The loop is at work on that watch.
 * FIX     Post the closing to the loop.
 * PYTHON  S3 S4, Alternative event loops: loop.remove_reader from a thread;
 *         uvloop has the same rule
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      ok
 * expect tsan-gcc   reports data-race in run_app and send_and_close
 * expect tsan-clang reports data-race in run_app and send_and_close
 * expect helgrind   reports data-race in main and run_app and send_and_close
 * expect drd        reports data-race in run_app or send_and_close or main
 * expect lockcheck  misses data-race
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

static void *send_and_close(void *arg)
{
    struct app *app = arg;
    MUST_SYS(write(app->ends[1], "!", 1));
    loop_unwatch(app->loop, app->watch);
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
