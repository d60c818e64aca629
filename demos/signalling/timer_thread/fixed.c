/*
 * signalling/timer_thread/fixed.c - the callback locks too.
 *
 * FIX     One lock, for main() and callback.
 * PYTHON  S2, Timer: with lock: in the function of the Timer
 *
 * expect plain      ok
 * expect tsan-gcc   crashes
 * expect tsan-clang crashes
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
    MUST(pthread_mutex_lock(&lock));
    ticks++;
    MUST(pthread_mutex_unlock(&lock));
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
