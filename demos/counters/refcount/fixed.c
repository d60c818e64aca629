/*
 * counters/refcount/fixed.c - an atomic count.
 *
 * FIX     Both steps are atomic. Relaxed is enough to count; dropping the last
 *         reference and freeing needs release and acquire.
 * PYTHON  S0 S4, Reference counts: the GIL, or an atomic count
 *
 * args plain        1000000
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <stdatomic.h>

struct object {
    atomic_long refs;
};

static pthread_barrier_t start;
static long rounds = 100;

static void take(struct object *object)
{
    atomic_fetch_add_explicit(&object->refs, 1, memory_order_relaxed);
}

static void drop(struct object *object)
{
    atomic_fetch_sub_explicit(&object->refs, 1, memory_order_relaxed);
}

static void *use(void *shared)
{
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        take(shared);
        drop(shared);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[2];
    static struct object object = {.refs = 1};
    if (argc > 1) {
        rounds = atol(argv[1]);
    }
    MUST(pthread_barrier_init(&start, NULL, 2));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_create(&threads[i], NULL, use, &object));
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    printf("%ld references, 1 expected\n", object.refs);
    return object.refs == 1 ? 0 : 1;
}
