/*
 * locks/fine_grained/fixed.c - both walks lock from the left.
 *
 * FIX     A walk to the left has to lock all that it will need, from the left.
 *         So much for locking one node at a time.
 * PYTHON  S4, Fine-grained locks, complexity for little gain: a Lock per node,
 *         in list order
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { NODES = 4 };

static struct node {
    pthread_mutex_t lock;
    long value;
} nodes[NODES] = {[0 ... NODES - 1] = {PTHREAD_MUTEX_INITIALIZER, 0}};
static sem_t first_is_done; /* stands for luck: they do not meet */
static long rounds = 10;

/* Hand over hand: the next lock before the last one is given back. */
static void carry_right(void)
{
    MUST(pthread_mutex_lock(&nodes[0].lock));
    for (int i = 1; i < NODES; i++) {
        MUST(pthread_mutex_lock(&nodes[i].lock));
        nodes[i - 1].value--;
        nodes[i].value++;
        MUST(pthread_mutex_unlock(&nodes[i - 1].lock));
    }
    MUST(pthread_mutex_unlock(&nodes[NODES - 1].lock));
}

static void carry_left(void)
{
    for (int i = 0; i < NODES; i++) {
        MUST(pthread_mutex_lock(&nodes[i].lock));
    }
    for (int i = NODES - 1; i > 0; i--) {
        nodes[i].value--;
        nodes[i - 1].value++;
        MUST(pthread_mutex_unlock(&nodes[i].lock));
    }
    MUST(pthread_mutex_unlock(&nodes[0].lock));
}

static void *go_right(void *unused)
{
    for (long i = 0; i < rounds; i++) {
        carry_right();
    }
    MUST_SYS(sem_post(&first_is_done));
    return unused;
}

static void *go_left(void *unused)
{
    MUST_SYS(sem_wait(&first_is_done));
    for (long i = 0; i < rounds; i++) {
        carry_left();
    }
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t threads[2];
    rounds = argc > 1 ? atol(argv[1]) : rounds;
    MUST_SYS(sem_init(&first_is_done, 0, 0));
    MUST(pthread_create(&threads[0], NULL, go_right, NULL));
    MUST(pthread_create(&threads[1], NULL, go_left, NULL));
    MUST(pthread_join(threads[0], NULL));
    MUST(pthread_join(threads[1], NULL));
    printf("%ld times through %d nodes and back\n", rounds, NODES);
    return nodes[0].value == 0 && nodes[NODES - 1].value == 0 ? 0 : 1;
}
