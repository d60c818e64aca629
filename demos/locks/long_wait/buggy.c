/*
 * locks/long_wait/buggy.c - computes for long, with the lock.    Cure: fixed.c
 *
 * BUG     The index is built under its lock. Nothing is wrong and nobody hangs;
 *         whoever wants to read waits for the end of it.
 * WHEN    Always. It looks like a deadlock, until it is over.
 * FIX     Build without the lock; lock to put the new one in its place.
 * PYTHON  S2, Lock held too long, contention: with lock: index = build()
 *
 * flags drd         --exclusive-threshold=500
 * flags lockcheck   fail_on=long-wait:hang_ms=500
 * expect plain      ok
 * expect tsan-gcc   misses long-wait
 * expect tsan-clang misses long-wait
 * expect helgrind   misses long-wait
 * expect drd        reports long-hold in rebuild
 * expect lockcheck  reports long-wait in main and rebuild
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
    MUST(pthread_mutex_lock(&lock));
    MUST_SYS(sem_post(&begun));
    MUST_SYS(sem_wait(&reader_comes));
    wait_until_asleep(getpid());
    entries = build_index();
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
