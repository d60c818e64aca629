/*
 * event-loop/task_error/buggy.c - an error that nobody asks for.  Cure: fixed.c
 *
 * BUG     The task in the background fails, stores its error, and nobody reads
 *         it. The program reports success.
 * WHEN    The task fails.
 * FIX     Whoever starts a task joins it, and looks at how it ended.
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
