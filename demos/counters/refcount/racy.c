/*
 * counters/refcount/racy.c - who frees the object?               Cure: fixed.c
 *
 * BUG     refs++ and refs-- lose updates as any counter does. Too low, and the
 *         object is freed under a user; too high, and never.
 * WHEN    Two users take or drop a reference at once.
 * FIX     Atomic increments (fixed.c).
 * PYTHON  S0 S4, Reference counts: what the GIL protects first of all;
 *         free-threaded builds need atomic counts
 *
 * args plain        200000000..3200000000
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in take or drop
 * expect tsan-clang reports data-race in take or drop
 * expect helgrind   reports data-race in take or drop
 * expect drd        reports data-race in drop or take
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

struct object {
    long refs;
};

static pthread_barrier_t start;
static long rounds = 100;

static void take(struct object *object)
{
    object->refs++;
}

static void drop(struct object *object)
{
    object->refs--;
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
