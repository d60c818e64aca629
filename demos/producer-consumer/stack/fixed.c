/*
 * producer-consumer/stack/fixed.c - push under a mutex.
 *
 * FIX     Read and write of the top in one critical section.
 * PYTHON  S0 S1 S2, Thread-safe queue: queue.LifoQueue
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
    struct node *next;
};

static pthread_barrier_t both_are_here;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct node *top;

static void *push(void *argument)
{
    struct node *node = argument;
    demo_meet(&both_are_here);
    MUST(pthread_mutex_lock(&lock));
    node->next = top;
    top = node;
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

int main(void)
{
    static struct node nodes[2];
    pthread_t threads[2];
    int count = 0;
    MUST(pthread_barrier_init(&both_are_here, NULL, 2));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_create(&threads[i], NULL, push, &nodes[i]));
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    for (struct node *node = top; node != NULL; node = node->next) {
        count++;
    }
    printf("two pushed, %d there\n", count);
    return count == 2 ? 0 : 1;
}
