/*
 * producer-consumer/stack/fixed_cas.c - push with compare and swap.
 *
 * FIX     The top is replaced only if it is still what the node points to. (A
 *         pop has one more problem: ABA.)
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

#include <stdatomic.h>

struct node {
    struct node *next;
};

static pthread_barrier_t both_are_here;
static _Atomic(struct node *) top;

static void *push(void *argument)
{
    struct node *node = argument;
    node->next = top;
    demo_meet(&both_are_here);
    while (!atomic_compare_exchange_weak(&top, &node->next, node)) {
        /* node->next now is the newer top */
    }
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
