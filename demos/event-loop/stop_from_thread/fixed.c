/*
 * event-loop/stop_from_thread/fixed.c - a stop that rings the bell.
 *
 * FIX     loop_stop_threadsafe: through the inbox.
 * PYTHON  S0 S4, Event loop orchestrates tasks:
 *         loop.call_soon_threadsafe(loop.stop)
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/asleep.h"
#include "../common/loop.h"

static struct loop *loop;

static void *stop_later(void *unused)
{
    (void)unused;
    wait_until_asleep(getpid()); /* the main thread, in its loop */
    loop_stop_threadsafe(loop);
    return NULL;
}

static void say_hello(void *unused)
{
    (void)unused;
    printf("the loop runs\n");
}

int main(void)
{
    pthread_t thread;
    demo_may_hang();
    loop = loop_new();
    loop_call_soon(loop, say_hello, NULL);
    MUST(pthread_create(&thread, NULL, stop_later, NULL));
    loop_run(loop);
    MUST(pthread_join(thread, NULL));
    loop_free(loop);
    printf("the loop has stopped\n");
    return 0;
}
