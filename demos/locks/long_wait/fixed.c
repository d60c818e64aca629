/*
 * locks/long_wait/fixed.c - computes first, then locks.
 *
 * FIX     The lock is held as long as it takes to put a number in its place.
 * PYTHON  S2, Lock held too long, contention: new = build(), then with lock:
 *
 * flags drd         --exclusive-threshold=500
 * flags lockcheck   fail_on=long-wait:hang_ms=500
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/asleep.h"

#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t begun;
static sem_t reader_comes;
static long entries = 1; /* of the index, under the lock */

/* A second of work. */
static long build_index(void)
{
    struct timespec now;
    struct timespec end;
    MUST_SYS(clock_gettime(CLOCK_MONOTONIC, &end));
    end.tv_sec += 1;
    long count = 0;
    do {
        count++;
        MUST_SYS(clock_gettime(CLOCK_MONOTONIC, &now));
    } while (now.tv_sec < end.tv_sec ||
             (now.tv_sec == end.tv_sec && now.tv_nsec < end.tv_nsec));
    return count;
}

static void *rebuild(void *unused)
{
    MUST_SYS(sem_post(&begun));
    MUST_SYS(sem_wait(&reader_comes));
    wait_until_asleep(getpid());
    long count = build_index();
    MUST(pthread_mutex_lock(&lock));
    entries = count;
    MUST(pthread_mutex_unlock(&lock));
    return unused;
}

int main(void)
{
    pthread_t builder;
    MUST_SYS(sem_init(&begun, 0, 0));
    MUST_SYS(sem_init(&reader_comes, 0, 0));
    MUST(pthread_create(&builder, NULL, rebuild, NULL));
    MUST_SYS(sem_wait(&begun));
    MUST_SYS(sem_post(&reader_comes));
    MUST(pthread_mutex_lock(&lock));
    printf("read in the %s index\n", entries == 1 ? "old" : "new");
    MUST(pthread_mutex_unlock(&lock));
    MUST(pthread_join(builder, NULL));
    return 0;
}
