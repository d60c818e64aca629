/*
 * locks/lost_node/racy.c - a node put behind one that goes.      Cure: fixed.c
 *
 * BUG     One lock per node. insert() walks hand over hand and holds B when it
 *         puts X behind it. erase() locks the node before B, but not B: it
 *         takes B out of the list, and X with it.
 * WHEN    One is at B when the other comes. Forced here, by a flag that orders
 *         nothing.
 * FIX     Who takes a node out locks it as well as the one before it.
 * PYTHON  S4, Fine-grained locks, complexity for little gain: a Lock per node
 *
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in erase and insert
 * expect tsan-clang reports data-race in erase and insert
 * expect helgrind   reports data-race in erase and insert
 * expect drd        reports data-race in erase and insert
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

#include <stdatomic.h>

struct node {
    pthread_mutex_t lock;
    struct node *next;
};

static struct node x = {PTHREAD_MUTEX_INITIALIZER, NULL};
static struct node b = {PTHREAD_MUTEX_INITIALIZER, NULL};
static struct node list = {PTHREAD_MUTEX_INITIALIZER, &b};
static sem_t at_b;
static atomic_int other_came;

static void *insert(void *unused)
{
    MUST(pthread_mutex_lock(&list.lock));
    MUST(pthread_mutex_lock(&b.lock));
    MUST(pthread_mutex_unlock(&list.lock));
    MUST_SYS(sem_post(&at_b));
    while (!atomic_load_explicit(&other_came, memory_order_relaxed)) {
    }
    x.next = b.next;
    b.next = &x;
    MUST(pthread_mutex_unlock(&b.lock));
    return unused;
}

static void *erase(void *unused)
{
    MUST_SYS(sem_wait(&at_b));
    MUST(pthread_mutex_lock(&list.lock));
    list.next = b.next;
    atomic_store_explicit(&other_came, 1, memory_order_relaxed);
    MUST(pthread_mutex_unlock(&list.lock));
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    MUST_SYS(sem_init(&at_b, 0, 0));
    MUST(pthread_create(&threads[0], NULL, insert, NULL));
    MUST(pthread_create(&threads[1], NULL, erase, NULL));
    MUST(pthread_join(threads[0], NULL));
    MUST(pthread_join(threads[1], NULL));
    printf("X is %s\n", list.next == &x ? "in the list" : "lost");
    return list.next == &x ? 0 : 1;
}
