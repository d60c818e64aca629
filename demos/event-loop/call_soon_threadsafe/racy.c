/*
 * event-loop/call_soon_threadsafe/racy.c - another thread in the loop's own
 * list. Cure: fixed.c
 *
 * BUG     call_soon is for the loop's own thread. Another thread that calls it
 *         edits the list without a lock, and the loop, asleep in the kernel,
 *         does not hear of it.
 * WHEN    Always a race. The call is made late, or never, when the loop sleeps:
 *         forced here. When it does not, calls are lost or the list is torn.
 * FIX     A locked inbox, and a bell that the loop hears.
 * PYTHON  S0 S4, Event loop orchestrates tasks: loop.call_soon from a thread,
 *         where loop.call_soon_threadsafe is needed
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in ask_for_call and main
 * expect tsan-clang reports data-race in ask_for_call and main
 * expect helgrind   reports data-race in ask_for_call and main
 * expect drd        reports data-race in ask_for_call
 * expect lockcheck  misses data-race
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
    loop_call_soon(loop, call, NULL);
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
