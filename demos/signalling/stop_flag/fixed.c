/*
 * signalling/stop_flag/fixed.c - an atomic flag.
 *
 * FIX     atomic_bool is read and written as a whole, and in order.
 * PYTHON  S1, How to stop a thread: threading.Event
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <sched.h>
#include <stdatomic.h>

static pthread_barrier_t start;
static atomic_bool stop;

static void *work(void *unused)
{
    long rounds = 0;
    (void)unused;
    demo_meet(&start);
    while (!stop) {
        rounds++;
        sched_yield();
    }
    return (void *)rounds;
}

int main(void)
{
    pthread_t worker;
    MUST(pthread_barrier_init(&start, NULL, 2));
    MUST(pthread_create(&worker, NULL, work, NULL));
    demo_meet(&start);
    stop = 1;
    MUST(pthread_join(worker, NULL));
    puts("stopped");
    return 0;
}
