/*
 * event-loop/gather_fields/fixed.c - a word for each result.
 *
 * FIX     A number without a width is a memory location of its own.
 * PYTHON  S0 S1 S4, gather: a list of results, a place for each task
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { TASKS = 2 };

struct results {
    unsigned apples;
    unsigned pears;
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
