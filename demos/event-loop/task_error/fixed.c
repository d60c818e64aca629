/*
 * event-loop/task_error/fixed.c - joined, and asked.
 *
 * FIX     Join every task and pass on its error.
 * PYTHON  S0, Exceptions with asyncio: await task, or a TaskGroup
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

enum { RECORDS = 3 };

struct task {
    struct coro *coro;
    int error;
};

static int written;

static void write_records(void *arg)
{
    struct task *task = arg;
    for (int i = 0; i < RECORDS && task->error == 0; i++) {
        coro_yield(); /* the disk */
        if (i == 1) {
            task->error = ENOSPC;
        } else {
            written++;
        }
    }
}

static void backup(void *ret_error)
{
    int *error = ret_error;
    struct task task = {.error = 0};
    task.coro = coro_new("write_records", write_records, &task);
    coro_start(task.coro);
    *error = coro_join(task.coro);
    if (*error == 0) {
        *error = task.error;
    }
    coro_free(task.coro);
}

int main(void)
{
    int error;
    struct coro *coro = coro_new("backup", backup, &error);
    coro_start(coro);
    coro_run();
    coro_free(coro);
    printf("%d of %d records, backup says: %s\n", written, RECORDS,
           strerror(error));
    return written == RECORDS || error != 0 ? 0 : 1;
}
