/*
 * producer-consumer/aba/fixed.c - the top and a count of its changes.
 *
 * FIX     Index and count are swapped as one word. The top may come back, the
 *         count does not, and the slow one tries again.
 * PYTHON  S0 S1 S2, Thread-safe queue: collections.deque
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

enum { NONE = -1, NODES = 3 };

struct top {
    int node;
    unsigned changes;
};

static _Atomic(struct top) top;
static atomic_int below[NODES]; /* each node */
static pthread_barrier_t pause_of_slow;
static int quick_took;

static void push(int node)
{
    struct top seen = atomic_load(&top);
    struct top next;
    do {
        atomic_store(&below[node], seen.node);
        next = (struct top){node, seen.changes + 1};
    } while (!atomic_compare_exchange_strong(&top, &seen, next));
}

/* Never empty here. `pause`: for others to come between the two steps. */
static int pop(pthread_barrier_t *pause)
{
    struct top seen = atomic_load(&top);
    struct top next;
    do {
        next = (struct top){atomic_load(&below[seen.node]), seen.changes + 1};
        for (int i = 0; pause != NULL && i < 2; i++) {
            demo_meet(pause);
        }
        pause = NULL;
    } while (!atomic_compare_exchange_strong(&top, &seen, next));
    return seen.node;
}

static void *be_quick(void *unused)
{
    (void)unused;
    demo_meet(&pause_of_slow);
    int back_soon = pop(NULL);
    quick_took = pop(NULL);
    push(back_soon);
    demo_meet(&pause_of_slow);
    return NULL;
}

int main(void)
{
    pthread_t quick;
    MUST(pthread_barrier_init(&pause_of_slow, NULL, 2));
    atomic_init(&top, (struct top){.node = NONE});
    for (int node = 0; node < NODES; node++) {
        push(node);
    }
    MUST(pthread_create(&quick, NULL, be_quick, NULL));
    int slow_took = pop(&pause_of_slow);
    MUST(pthread_join(quick, NULL));
    struct top left = atomic_load(&top);
    printf("slow has node %d, quick has %d, the stack has %d\n", slow_took,
           quick_took, left.node);
    return left.node == slow_took || left.node == quick_took ? 1 : 0;
}
