/*
 * signalling/timer_thread/racy.c - the timer is a thread.        Cure: fixed.c
 *
 * BUG     A SIGEV_THREAD timer calls back in a new thread. main() locks for
 *         its own tick, the callback does not. TSan cannot run this at all.
 * WHEN    The timer goes off just then.
 * FIX     The same lock in the callback.
 * PYTHON  S2, Timer: threading.Timer runs its function in a thread of its own
 *
 * expect plain      ok
 * expect tsan-gcc   crashes
 * expect tsan-clang crashes
 * expect helgrind   reports data-race in main or tick
 * expect drd        reports data-race in main or tick
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

#include <signal.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t ticked;
static int ticks;

/* Runs in a thread that the C library makes for each tick. */
static void tick(union sigval unused)
{
    (void)unused;
    ticks++;
    MUST_SYS(sem_post(&ticked));
}

static timer_t start_timer(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD,
                             .sigev_notify_function = tick};
    struct itimerspec once = {.it_value.tv_nsec = 1000000};
    timer_t timer;
    MUST_SYS(timer_create(CLOCK_MONOTONIC, &event, &timer));
    MUST_SYS(timer_settime(timer, 0, &once, NULL));
    return timer;
}

int main(void)
{
    MUST_SYS(sem_init(&ticked, 0, 0));
    timer_t timer = start_timer();
    MUST(pthread_mutex_lock(&lock));
    ticks++;
    MUST(pthread_mutex_unlock(&lock));
    MUST_SYS(sem_wait(&ticked));
    MUST_SYS(timer_delete(timer));
    printf("%d ticks\n", ticks);
    return ticks == 2 ? 0 : 1;
}
