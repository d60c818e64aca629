/*
 * producer-consumer/stack/racy.c - a stack without a lock.       Cure: fixed.c
 *
 * BUG     push() reads the top, fills in, writes the top. Two threads that
 *         read the same top put two nodes on it; one of them is lost.
 * WHEN    Forced here: both have read before one writes.
 * FIX     A mutex (fixed.c), or compare and swap (fixed_cas.c).
 * PYTHON  S0 S1 S2, Thread-safe queue: list.append is one step by the GIL
 *
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in push
 * expect tsan-clang reports data-race in push
 * expect helgrind   reports data-race in push
 * expect drd        reports data-race in push
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

struct node {
    struct node *next;
};

static pthread_barrier_t both_are_here;
static struct node *top;

static void *push(void *argument)
{
    struct node *node = argument;
    node->next = top;
    demo_meet(&both_are_here);
    top = node;
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
