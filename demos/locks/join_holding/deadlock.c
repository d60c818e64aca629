/*
 * locks/join_holding/deadlock.c - joins who needs the lock.      Cure: fixed.c
 *
 * BUG     stop() holds the lock while it waits for a worker that needs it to
 *         finish. No ring of locks: one lock and one join.
 * WHEN    The worker is not past its lock yet; forced here.
 * FIX     Join with no lock held.
 * PYTHON  S2 S4, Joining all threads: with lock: thread.join() hangs the same
 *         way
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   reports exit-holding in stop
 * expect drd        hangs
 * expect lockcheck  reports join-holding in stop and work
 */
#include "../../common/demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t go_on;
static int jobs_done;

static void *work(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&go_on));
    MUST(pthread_mutex_lock(&lock));
    jobs_done++;
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

static void stop(pthread_t worker)
{
    MUST(pthread_mutex_lock(&lock));
    MUST_SYS(sem_post(&go_on));
    MUST(pthread_join(worker, NULL));
    printf("%d jobs done\n", jobs_done);
    MUST(pthread_mutex_unlock(&lock));
}

int main(void)
{
    pthread_t worker;
    demo_may_hang();
    MUST_SYS(sem_init(&go_on, 0, 0));
    MUST(pthread_create(&worker, NULL, work, NULL));
    stop(worker);
    return 0;
}
