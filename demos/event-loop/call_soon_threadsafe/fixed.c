/*
 * event-loop/call_soon_threadsafe/fixed.c - through the inbox.
 *
 * FIX     call_soon_threadsafe puts the call into a locked list and writes to
 *         an eventfd that the loop watches.
 * PYTHON  S0 S4, Event loop orchestrates tasks: loop.call_soon_threadsafe
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

#include <time.h>

static struct loop *loop;
static sem_t called;
static int in_time;

static void call(void *unused)
{
    (void)unused;
    MUST_SYS(sem_post(&called));
}

static void *ask_for_call(void *unused)
{
    struct timespec patience;
    (void)unused;
    wait_until_asleep(getpid()); /* the main thread, in its loop */
    loop_call_soon_threadsafe(loop, call, NULL);
    MUST_SYS(clock_gettime(CLOCK_REALTIME, &patience));
    patience.tv_sec += 1;
    in_time = sem_timedwait(&called, &patience) == 0;
    loop_stop_threadsafe(loop);
    return NULL;
}

int main(void)
{
    pthread_t thread;
    MUST_SYS(sem_init(&called, 0, 0));
    loop = loop_new();
    MUST(pthread_create(&thread, NULL, ask_for_call, NULL));
    loop_run(loop);
    MUST(pthread_join(thread, NULL));
    loop_free(loop);
    printf("the call was %s\n", in_time ? "made" : "not made for a second");
    return in_time ? 0 : 1;
}
