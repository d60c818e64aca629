/*
 * signalling/two_mutexes/buggy.c - one condition, two mutexes.   Cure: fixed.c
 *
 * BUG     Two boxes, a lock for each, and one condition for both. Who waits at
 *         a condition must all bring the same mutex: POSIX leaves open what
 *         happens otherwise.
 * WHEN    Two wait at once; forced here. glibc lets it pass, and wakes the
 *         wrong one too.
 * FIX     A condition for each box.
 * PYTHON  S1 S2, Condition: Condition(lock) ties the two together when it is
 *         made
 *
 * expect plain      ok
 * expect tsan-gcc   misses cond-two-mutexes
 * expect tsan-clang misses cond-two-mutexes
 * expect helgrind   reports cond-not-held in put, cond-two-mutexes in take
 * expect drd        reports cond-not-held in put, cond-two-mutexes in take
 * expect lockcheck  reports cond-two-mutexes in take
 */
#include "../../common/demo.h"

struct box {
    pthread_mutex_t lock;
    int items;
};

static struct box boxes[2];
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static sem_t waiting;

static void *take(void *arg)
{
    struct box *box = arg;
    MUST(pthread_mutex_lock(&box->lock));
    MUST_SYS(sem_post(&waiting));
    while (box->items == 0) {
        MUST(pthread_cond_wait(&filled, &box->lock));
    }
    box->items--;
    MUST(pthread_mutex_unlock(&box->lock));
    return NULL;
}

static void put(struct box *box)
{
    MUST(pthread_mutex_lock(&box->lock));
    box->items++;
    MUST(pthread_cond_broadcast(&filled));
    MUST(pthread_mutex_unlock(&box->lock));
}

int main(void)
{
    pthread_t takers[2];
    MUST_SYS(sem_init(&waiting, 0, 0));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_mutex_init(&boxes[i].lock, NULL));
        MUST(pthread_create(&takers[i], NULL, take, &boxes[i]));
        MUST_SYS(sem_wait(&waiting));
        /* It lets go of the lock when it waits. */
        MUST(pthread_mutex_lock(&boxes[i].lock));
        MUST(pthread_mutex_unlock(&boxes[i].lock));
    }
    for (int i = 1; i >= 0; i--) {
        put(&boxes[i]);
        MUST(pthread_join(takers[i], NULL));
    }
    puts("both got their item");
    return 0;
}
