/*
 * event-loop/task_error/buggy.c - errors that nobody asks for.  Cure: fixed.c
 *
 * BUG     Two tasks in the background fail and store their errors, and nobody
 *         reads them: that a task has ended is not how it ended. The program
 *         reports success.
 * WHEN    A task fails.
 * FIX     Whoever starts tasks joins them, and looks at how each ended: one
 *         error to pass on, the others to tell of.
 * PYTHON  S0, Exceptions with asyncio: Task exception was never retrieved
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

struct task {
    const char *part;
    int disk_says;
    int error; /* how it ended */
    struct coro *coro;
};

static struct task tasks[TASKS] = {
    {.part = "letters", .disk_says = 0},
    {.part = "photos", .disk_says = ENOSPC},
    {.part = "music", .disk_says = EIO},
};
static int written;

static void write_part(void *arg)
{
    struct task *task = arg;
    coro_yield(); /* the disk */
    task->error = task->disk_says;
    written += task->error == 0;
}

static void backup(void *ret_error)
{
    int *error = ret_error;
    for (int i = 0; i < TASKS; i++) {
        tasks[i].coro = coro_new(tasks[i].part, write_part, &tasks[i]);
        coro_start(tasks[i].coro);
    }
    for (int i = 0; i < TASKS; i++) {
        *error = coro_join(tasks[i].coro);
        coro_free(tasks[i].coro);
    }
}

int main(void)
{
    int error = 0;
    struct coro *coro = coro_new("backup", backup, &error);
    coro_start(coro);
    coro_run();
    coro_free(coro);
    printf("%d of %d parts written, backup says: %s\n", written, TASKS,
           strerror(error));
    return written == TASKS || error != 0 ? 0 : 1;
}
