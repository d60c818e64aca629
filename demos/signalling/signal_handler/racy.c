/*
 * signalling/signal_handler/racy.c - a counter in a handler.     Cure: fixed.c
 *
 * BUG     The handler runs in whatever thread the signal reaches, and counts
 *         while another thread counts.
 * WHEN    Both between load and store. A mutex is no cure: a handler must not
 *         take one.
 * FIX     An atomic counter that is free of locks.
 * PYTHON  S2, Timer, with signals: handlers run in the main thread only
 *
 * expect plain      ok
 * expect tsan-gcc   reports data-race in count and on_signal
 * expect tsan-clang reports data-race in count and on_signal
 * expect helgrind   reports data-race in count or on_signal
 * expect drd        reports data-race in count or on_signal
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

#include <signal.h>

static pthread_barrier_t start;
static long counter;

static void on_signal(int number)
{
    (void)number;
    counter++;
}

static void *take_signal(void *unused)
{
    (void)unused;
    demo_meet(&start);
    MUST_SYS(raise(SIGUSR1) == 0 ? 0 : -1);
    return NULL;
}

static void *count(void *unused)
{
    (void)unused;
    demo_meet(&start);
    counter++;
    return NULL;
}

int main(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    pthread_t threads[2];
    MUST(pthread_barrier_init(&start, NULL, 2));
    MUST_SYS(sigaction(SIGUSR1, &action, NULL));
    MUST(pthread_create(&threads[0], NULL, take_signal, NULL));
    MUST(pthread_create(&threads[1], NULL, count, NULL));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    printf("counted %ld\n", counter);
    return 0;
}
