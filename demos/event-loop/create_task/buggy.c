/*
 * event-loop/create_task/buggy.c - a task whose argument has gone.
 * Cure: fixed.c
 *
 * BUG     The task gets the address of a local variable. It runs when that
 *         function has returned and others use the same piece of stack.
 * WHEN    Always: a started task runs later, never at once.
 * FIX     What a task needs must live as long as the task.
 * PYTHON  S1 S4, Creating tasks: closures keep their variables alive; the
 *         relative is the loop variable that all of them share
 *
 * link ../common/coro.c
 * expect plain      wrong
 * expect tsan-gcc   misses use-after-free
 * expect tsan-clang misses use-after-free
 * expect helgrind   misses use-after-free
 * expect drd        misses use-after-free
 * expect lockcheck  misses use-after-free
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
}

static struct coro *start_task(int number)
{
    struct job local = {.number = number};
    struct job *job = &local;
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
