/*
 * locks/contention/buggy.c - the work is inside the lock.        Cure: fixed.c
 *
 * BUG     Each thread works on data of its own, and holds the lock of the
 *         shared total all the time. Two threads, and never two at work.
 * WHEN    Always. The program is right, and as slow as with one thread.
 * FIX     Lock for the moment of adding up.
 * PYTHON  S2, Lock held too long, contention: with lock: around the whole job
 *
 * flags drd         --exclusive-threshold=100
 * flags lockcheck   fail_on=contention
 * expect plain      wrong
 * expect tsan-gcc   misses long-hold
 * expect tsan-clang misses long-hold
 * expect helgrind   misses long-hold
 * expect drd        reports long-hold in job
 * expect lockcheck  reports contention in job
 */
#include "../../common/demo.h"

#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t at_work[2];
static int total;
static int worked_together;

/* The work: here, to wait a moment for the other one to be at work too. */
static int work(long number)
{
    struct timespec end;
    MUST_SYS(clock_gettime(CLOCK_REALTIME, &end));
    end.tv_sec += 1;
    MUST_SYS(sem_post(&at_work[1 - number]));
    return sem_timedwait(&at_work[number], &end) == 0;
}

static void *job(void *number)
{
    MUST(pthread_mutex_lock(&lock));
    int together = work((long)number);
    total++;
    worked_together += together;
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    for (long i = 0; i < 2; i++) {
        MUST_SYS(sem_init(&at_work[i], 0, 0));
    }
    for (long i = 0; i < 2; i++) {
        MUST(pthread_create(&threads[i], NULL, job, (void *)i));
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    printf("%d jobs done, %d at the same time\n", total, worked_together);
    return worked_together == 2 ? 0 : 1;
}
