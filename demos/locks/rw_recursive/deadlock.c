/*
 * locks/rw_recursive/deadlock.c - a second read lock.            Cure: fixed.c
 *
 * BUG     report() holds the read lock and calls count(), which takes it
 *         again. A writer is waiting meanwhile, this lock prefers writers, and
 *         so the second read lock waits behind it: reader, writer, reader, in
 *         a ring.
 * WHEN    A writer comes between the two read locks; forced here.
 * FIX     Take a read lock once, and call functions that expect it.
 * PYTHON  S1, Read-write locks: not in the standard library
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   reports exit-holding in count
 * expect drd        hangs
 * expect lockcheck  reports deadlock in count and report and write_it,
 *                   read-again in count and report and write_it
 */
#include "../../common/demo.h"

#include <sched.h>

static pthread_rwlock_t lock;
static sem_t reading;

static int count(void)
{
    MUST(pthread_rwlock_rdlock(&lock));
    int result = 42;
    MUST(pthread_rwlock_unlock(&lock));
    return result;
}

/* A lock that prefers writers turns readers away as soon as one waits. */
static void let_the_writer_queue(void)
{
    MUST_SYS(sem_post(&reading));
    while (pthread_rwlock_tryrdlock(&lock) == 0) {
        MUST(pthread_rwlock_unlock(&lock));
        sched_yield();
    }
}

static void *report(void *unused)
{
    (void)unused;
    MUST(pthread_rwlock_rdlock(&lock));
    let_the_writer_queue();
    printf("count %d\n", count());
    MUST(pthread_rwlock_unlock(&lock));
    return NULL;
}

static void *write_it(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&reading));
    MUST(pthread_rwlock_wrlock(&lock));
    MUST(pthread_rwlock_unlock(&lock));
    return NULL;
}

int main(void)
{
    pthread_rwlockattr_t attributes;
    pthread_t threads[2];
    demo_may_hang();
    MUST(pthread_rwlockattr_init(&attributes));
    MUST(pthread_rwlockattr_setkind_np(
        &attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP));
    MUST(pthread_rwlock_init(&lock, &attributes));
    MUST_SYS(sem_init(&reading, 0, 0));
    MUST(pthread_create(&threads[0], NULL, report, NULL));
    MUST(pthread_create(&threads[1], NULL, write_it, NULL));
    MUST(pthread_join(threads[0], NULL));
    MUST(pthread_join(threads[1], NULL));
    return 0;
}
