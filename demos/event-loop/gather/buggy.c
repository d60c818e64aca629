/*
 * event-loop/gather/buggy.c - results in the order of arrival.  Cure: fixed.c
 *
 * BUG     Each task appends its result when it has it. The caller takes the
 *         first for the answer to the first question.
 * WHEN    A later question is answered earlier.
 * FIX     A place for each task, given before it starts.
 * PYTHON  S0 S1 S4, gather: results.append() in each task
 *
 * link ../common/coro.c
 * expect plain      wrong
 * expect tsan-gcc   misses bad-result
 * expect tsan-clang misses bad-result
 * expect helgrind   misses bad-result
 * expect drd        misses bad-result
 * expect lockcheck  misses bad-result
 */
#include "../../common/demo.h"
#include "../common/coro.h"

enum { TASKS = 3 };

struct question {
    int number;
    int *result;
};

static int results[TASKS];
static int result_count;

/* The square of a number; small ones take longer. */
static void answer(void *arg)
{
    struct question *question = arg;
    for (int i = question->number; i < TASKS; i++) {
        coro_yield();
    }
    results[result_count++] = question->number * question->number;
}

int main(void)
{
    struct question questions[TASKS];
    struct coro *tasks[TASKS];
    int right = 0;
    for (int i = 0; i < TASKS; i++) {
        questions[i] = (struct question){.number = i, .result = &results[i]};
        tasks[i] = coro_new("answer", answer, &questions[i]);
        coro_start(tasks[i]);
    }
    coro_run();
    for (int i = 0; i < TASKS; i++) {
        coro_free(tasks[i]);
        right += results[i] == i * i;
    }
    printf("squares of 0 1 2: %d %d %d\n", results[0], results[1], results[2]);
    return right == TASKS ? 0 : 1;
}
