/*
 * signalling/stop_flag/racy.c - volatile is not atomic.          Cure: fixed.c
 *
 * BUG     The flag is shared without any order. volatile keeps the compiler
 *         from reading it once for all, and that is all it does.
 * WHEN    What the worker sees besides the flag may be older than the flag.
 * FIX     An atomic flag.
 * PYTHON  S1, How to stop a thread: a bool works by the GIL; threading.Event
 *         says what is meant
 *
 * expect plain      ok
 * expect tsan-gcc   reports data-race in main and work
 * expect tsan-clang reports data-race in main and work
 * expect helgrind   reports data-race in main and work
 * expect drd        reports data-race in main or work
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

#include <sched.h>

static pthread_barrier_t start;
static volatile int stop;

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
