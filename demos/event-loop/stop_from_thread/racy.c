/*
 * event-loop/stop_from_thread/racy.c - a stop that nobody hears.  Cure: fixed.c
 *
 * BUG     Another thread sets the loop's stop flag. That is a race, and an
 *         atomic flag would not be enough either: the loop sleeps in the kernel
 *         and does not look.
 * WHEN    The loop has nothing to do. Forced here: the stop comes when it
 *         sleeps.
 *         lockcheck says nothing: a loop that sleeps in epoll_wait may be idle.
 * FIX     Post the stop like any other call: it wakes the loop.
 * PYTHON  S0 S4, Event loop orchestrates tasks: loop.stop() from a thread
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      hangs
 * expect tsan-gcc   reports data-race in main and stop_later
 * expect tsan-clang reports data-race in main and stop_later
 * expect helgrind   reports data-race in main and stop_later
 * expect drd        reports data-race in main and stop_later
 * expect lockcheck  hangs
 */
#include "../../common/asleep.h"
#include "../common/loop.h"

static struct loop *loop;

static void *stop_later(void *unused)
{
    (void)unused;
    wait_until_asleep(getpid()); /* the main thread, in its loop */
    loop_stop(loop);
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
