/*
 * locks/lost_node/fixed.c - who takes a node out locks it.
 *
 * FIX     Two locks to take one node out: its own, and that of the node whose
 *         `next` changes. Nobody can be at B then.
 * PYTHON  S4, Fine-grained locks, complexity for little gain: with
 *         before.lock, node.lock:
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

struct node {
    pthread_mutex_t lock;
    struct node *next;
};

static struct node x = {PTHREAD_MUTEX_INITIALIZER, NULL};
static struct node b = {PTHREAD_MUTEX_INITIALIZER, NULL};
static struct node list = {PTHREAD_MUTEX_INITIALIZER, &b};
static sem_t at_b;
static sem_t other_came;

static void *insert(void *unused)
{
    MUST(pthread_mutex_lock(&list.lock));
    MUST(pthread_mutex_lock(&b.lock));
    MUST(pthread_mutex_unlock(&list.lock));
    MUST_SYS(sem_post(&at_b));
    MUST_SYS(sem_wait(&other_came));
    x.next = b.next;
    b.next = &x;
    MUST(pthread_mutex_unlock(&b.lock));
    return unused;
}

static void *erase(void *unused)
{
    MUST_SYS(sem_wait(&at_b));
    MUST(pthread_mutex_lock(&list.lock));
    MUST_SYS(sem_post(&other_came));
    MUST(pthread_mutex_lock(&b.lock));
    list.next = b.next;
    MUST(pthread_mutex_unlock(&b.lock));
    MUST(pthread_mutex_unlock(&list.lock));
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    MUST_SYS(sem_init(&at_b, 0, 0));
    MUST_SYS(sem_init(&other_came, 0, 0));
    MUST(pthread_create(&threads[0], NULL, insert, NULL));
    MUST(pthread_create(&threads[1], NULL, erase, NULL));
    MUST(pthread_join(threads[0], NULL));
    MUST(pthread_join(threads[1], NULL));
    printf("X is %s\n", list.next == &x ? "in the list" : "lost");
    return list.next == &x ? 0 : 1;
}
