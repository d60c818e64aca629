/*
 * event-loop/gather_fields/racy.c - a place for each, in one word.
 * Cure: fixed.c
 *
 * BUG     Each task has a field of its own, but bit-fields side by side are one
 *         memory location: to write one is to load, mask and store both.
 * WHEN    Both tasks are done at once; counters/bitfield counts how often.
 * FIX     Results of their own: no bit-fields where threads write.
 * PYTHON  S0 S1 S4, gather: has no fields narrower than an object
 * TOOLS   clang loads both fields as 24 bits, and its TSan passes over an
 *         access of that size; gcc's does not. Build with both.
 *
 * expect plain      ok
 * expect tsan-gcc   reports data-race in count_apples and count_pears
 * expect tsan-clang misses data-race
 * expect helgrind   reports data-race in count_apples and count_pears
 * expect drd        reports data-race in count_apples or count_pears
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

enum { TASKS = 2 };

struct results {
    unsigned apples : 12;
    unsigned pears : 12;
    char complete;
};

static struct results results;

static void *count_apples(void *unused)
{
    results.apples = 1200;
    return unused;
}

static void *count_pears(void *unused)
{
    results.pears = 3400;
    return unused;
}

int main(void)
{
    void *(*const tasks[TASKS])(void *) = {count_apples, count_pears};
    pthread_t threads[TASKS];
    for (int i = 0; i < TASKS; i++) {
        MUST(pthread_create(&threads[i], NULL, tasks[i], NULL));
    }
    for (int i = 0; i < TASKS; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    results.complete = 1;
    printf("%u apples, %u pears\n", results.apples, results.pears);
    return results.complete ? 0 : 1;
}
