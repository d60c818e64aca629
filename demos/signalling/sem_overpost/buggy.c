/*
 * signalling/sem_overpost/buggy.c - posted twice.                Cure: fixed.c
 *
 * BUG     The error path posts, and then the way out posts again. From now on
 *         two are let in.
 * WHEN    After the first error. It shows later, and elsewhere.
 * FIX     One wait, one post, on every path.
 * PYTHON  S1 S2, Semaphore, its count: BoundedSemaphore raises ValueError
 *
 * flags lockcheck   fail_on=sem-overpost
 * expect plain      wrong
 * expect tsan-gcc   misses sem-misuse
 * expect tsan-clang misses sem-misuse
 * expect helgrind   misses sem-misuse
 * expect drd        misses sem-misuse
 * expect lockcheck  reports sem-overpost in set_value
 */
#include "../../common/demo.h"

static sem_t lock; /* meant as a lock: one inside */
static int value;

static int set_value(int wanted)
{
    MUST_SYS(sem_wait(&lock));
    if (wanted < 0) {
        MUST_SYS(sem_post(&lock));
    } else {
        value = wanted;
    }
    return sem_post(&lock);
}

static void *work(void *unused)
{
    (void)unused;
    set_value(1);
    set_value(-1);
    return NULL;
}

int main(void)
{
    pthread_t thread;
    int count;
    MUST_SYS(sem_init(&lock, 0, 1));
    MUST(pthread_create(&thread, NULL, work, NULL));
    MUST(pthread_join(thread, NULL));
    MUST_SYS(sem_getvalue(&lock, &count));
    printf("the lock admits %d\n", count);
    return count == 1 ? 0 : 1;
}
