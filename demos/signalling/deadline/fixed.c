/*
 * signalling/deadline/fixed.c - carried into the seconds.
 *
 * FIX     No more than 999,999,999 nanoseconds in a timespec.
 * PYTHON  S1 S2, Condition: wait(timeout=10.5), a number of seconds
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static sem_t waiting;
static int ready;

static struct timespec in_ten_and_a_half_seconds(void)
{
    struct timespec time;
    MUST_SYS(clock_gettime(CLOCK_REALTIME, &time));
    time.tv_nsec = 700000000; /* forced: late in the second */
    time.tv_sec += 10;
    time.tv_nsec += 500000000;
    if (time.tv_nsec >= 1000000000) {
        time.tv_sec++;
        time.tv_nsec -= 1000000000;
    }
    return time;
}

/* 0, or why it does not wait any longer. */
static int wait_until_ready(void)
{
    struct timespec end = in_ten_and_a_half_seconds();
    int error = 0;
    MUST(pthread_mutex_lock(&lock));
    MUST_SYS(sem_post(&waiting));
    while (!ready && error == 0) {
        error = pthread_cond_timedwait(&changed, &lock, &end);
    }
    MUST(pthread_mutex_unlock(&lock));
    return error;
}

static void *get_ready(void *unused)
{
    MUST_SYS(sem_wait(&waiting));
    MUST(pthread_mutex_lock(&lock));
    ready = 1;
    MUST(pthread_cond_signal(&changed));
    MUST(pthread_mutex_unlock(&lock));
    return unused;
}

int main(void)
{
    pthread_t thread;
    MUST_SYS(sem_init(&waiting, 0, 0));
    MUST(pthread_create(&thread, NULL, get_ready, NULL));
    int error = wait_until_ready();
    MUST(pthread_join(thread, NULL));
    printf("%s\n", error == 0 ? "ready in time" : strerror(error));
    return error == 0 ? 0 : 1;
}
