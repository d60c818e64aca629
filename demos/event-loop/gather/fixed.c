/*
 * event-loop/gather/fixed.c - a place for each result.
 *
 * FIX     Task i writes to results[i].
 * PYTHON  S0 S1 S4, gather: asyncio.gather returns them in the order of its
 *         arguments
 *
 * link ../common/coro.c
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"
#include "../common/coro.h"

enum { TASKS = 3 };

struct question {
    int number;
    int *result;
};

static int results[TASKS];

/* The square of a number; small ones take longer. */
static void answer(void *arg)
{
    struct question *question = arg;
    for (int i = question->number; i < TASKS; i++) {
        coro_yield();
    }
    *question->result = question->number * question->number;
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
