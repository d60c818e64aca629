/*
 * event-loop/task_error/fixed.c - the first is passed on, the rest is told.
 *
 * FIX     The group joins all its tasks. The first error is its own; who calls
 *         can take one only, so that the others go to the log.
 * PYTHON  S0, Exceptions with asyncio: a TaskGroup raises an ExceptionGroup
 *         with all of them
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
        MUST(coro_join(tasks[i].coro));
        if (*error == 0) {
            *error = tasks[i].error;
        } else if (tasks[i].error != 0) {
            fprintf(stderr, "backup: %s, too: %s\n", tasks[i].part,
                    strerror(tasks[i].error));
        }
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
