/*
 * locks/join_holding/fixed.c - join first, then lock.
 *
 * FIX     After the join nobody else is left; the lock is for form.
 * PYTHON  S2 S4, Joining all threads: thread.join() outside the with block
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
    MUST_SYS(sem_post(&go_on));
    MUST(pthread_join(worker, NULL));
    MUST(pthread_mutex_lock(&lock));
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
