/*
 * event-loop/create_task/fixed.c - the argument lives with the task.
 *
 * FIX     An object of its own for each task, freed by the task.
 * PYTHON  S1 S4, Creating tasks: create_task(add(number)), the number as an
 *         argument
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

struct job {
    int number;
};

static int sum;

static void add(void *arg)
{
    struct job *job = arg;
    sum += job->number;
    free(job);
}

static struct coro *start_task(int number)
{
    struct job *job = malloc(sizeof(*job));
    demo_must(job == NULL ? ENOMEM : 0, "malloc", __FILE__, __LINE__);
    job->number = number;
    struct coro *task = coro_new("add", add, job);
    coro_start(task);
    return task;
}

int main(void)
{
    struct coro *tasks[TASKS];
    for (int i = 0; i < TASKS; i++) {
        tasks[i] = start_task(i + 1);
    }
    coro_run();
    for (int i = 0; i < TASKS; i++) {
        coro_free(tasks[i]);
    }
    printf("1 + 2 + 3 = %d\n", sum);
    return sum == 6 ? 0 : 1;
}
