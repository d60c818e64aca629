/* Many threads that wait for one lock, and what it costs the process that they are watched. */
#include "preload/scenario.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <time.h>

enum { CROWD = 500, HOLD_S = 2 };

static pthread_mutex_t s_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t s_all_here;

static void *wait_for_lock(void *unused)
{
    (void)unused;
    (void)pthread_barrier_wait(&s_all_here);
    CHECK(pthread_mutex_lock(&s_lock));
    CHECK(pthread_mutex_unlock(&s_lock));
    return NULL;
}

static int64_t ns_of(struct timeval time)
{
    return time.tv_sec * INT64_C(1000000000) + time.tv_usec * INT64_C(1000);
}

static int64_t spent_in_other_programs_ns(void)
{
    struct rusage usage;
    EXPECT(getrusage(RUSAGE_CHILDREN, &usage) == 0);
    return ns_of(usage.ru_utime) + ns_of(usage.ru_stime);
}

static void crowd_waits(void)
{
    pthread_t threads[CROWD];
    CHECK(pthread_barrier_init(&s_all_here, NULL, CROWD + 1));
    for (int i = 0; i < CROWD; i++) {
        CHECK(pthread_create(&threads[i], NULL, wait_for_lock, NULL));
    }
    CHECK(pthread_mutex_lock(&s_lock));
    (void)pthread_barrier_wait(&s_all_here);
    struct timespec left = {HOLD_S, 0};
    CHECK(nanosleep(&left, NULL));
    CHECK(pthread_mutex_unlock(&s_lock));
    for (int i = 0; i < CROWD; i++) {
        CHECK(pthread_join(threads[i], NULL));
    }
}

/* The tool that looks at the holder runs a small part of the time, not once for everybody. */
static void crowd_waits_long(void)
{
    crowd_waits();
    int64_t spent_ns = spent_in_other_programs_ns();
    EXPECT(spent_ns > 0);
    EXPECT(spent_ns < HOLD_S * INT64_C(1000000000) / 4);
}

static void crowd_waits_not_too_long(void)
{
    crowd_waits();
    EXPECT(spent_in_other_programs_ns() == 0);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"crowd_waits_long", crowd_waits_long},
        {"crowd_waits_not_too_long", crowd_waits_not_too_long},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
