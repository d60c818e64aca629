/*
 * signalling/two_mutexes/fixed.c - each box has its condition.
 *
 * FIX     Data, its mutex and its condition live in one struct.
 * PYTHON  S1 S2, Condition: a Condition() in each box brings its own lock
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

struct box {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    int items;
};

static struct box boxes[2];
static sem_t waiting;

static void *take(void *arg)
{
    struct box *box = arg;
    MUST(pthread_mutex_lock(&box->lock));
    MUST_SYS(sem_post(&waiting));
    while (box->items == 0) {
        MUST(pthread_cond_wait(&box->filled, &box->lock));
    }
    box->items--;
    MUST(pthread_mutex_unlock(&box->lock));
    return NULL;
}

static void put(struct box *box)
{
    MUST(pthread_mutex_lock(&box->lock));
    box->items++;
    MUST(pthread_cond_broadcast(&box->filled));
    MUST(pthread_mutex_unlock(&box->lock));
}

int main(void)
{
    pthread_t takers[2];
    MUST_SYS(sem_init(&waiting, 0, 0));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_mutex_init(&boxes[i].lock, NULL));
        MUST(pthread_cond_init(&boxes[i].filled, NULL));
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
