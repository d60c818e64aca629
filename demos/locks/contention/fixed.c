/*
 * locks/contention/fixed.c - work first, then lock.
 *
 * FIX     The lock guards the total, and is held as long as it takes to change
 *         it.
 * PYTHON  S2, Lock held too long, contention: with lock: around the last two
 *         lines
 *
 * flags drd         --exclusive-threshold=100
 * flags lockcheck   fail_on=contention
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
    int together = work((long)number);
    MUST(pthread_mutex_lock(&lock));
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
