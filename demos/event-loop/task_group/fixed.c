/*
 * event-loop/task_group/fixed.c - all have ended when the group ends.
 *
 * FIX     On the first error stop the others; then join them all.
 * PYTHON  S4, Task groups: async with asyncio.TaskGroup()
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

struct group {
    pthread_t threads[2];
    int results[2];
    char log[64];
};

typedef sem_t flag;

static void init_flag(flag *flag)
{
    MUST_SYS(sem_init(flag, 0, 0));
}

static void raise_flag(flag *flag)
{
    MUST_SYS(sem_post(flag));
}

static void await_flag(flag *flag)
{
    MUST_SYS(sem_wait(flag));
}

static flag go_on;
static flag written;
static sem_t stop;

static void *fail(void *unused)
{
    return unused;
}

/* Writes a result, and would write more: it goes on until it is stopped. */
static void *succeed(void *arg)
{
    int *result = arg;
    await_flag(&go_on);
    *result = 42;
    raise_flag(&written);
    MUST_SYS(sem_wait(&stop));
    return NULL;
}

static void run_group(void)
{
    struct group group = {.log = "begun"};
    MUST(pthread_create(&group.threads[0], NULL, fail, NULL));
    MUST(pthread_create(&group.threads[1], NULL, succeed, &group.results[1]));
    MUST(pthread_join(group.threads[0], NULL)); /* it has failed */
    raise_flag(&go_on);
    MUST_SYS(sem_post(&stop)); /* the others end, too */
    MUST(pthread_join(group.threads[1], NULL));
}

/* Has nothing to do with the group. */
static int count_changes(void)
{
    int zeros[256] = {0};
    int changes = 0;
    raise_flag(&go_on);
    await_flag(&written);
    for (int i = 0; i < 256; i++) {
        changes += zeros[i] != 0;
    }
    return changes;
}

int main(void)
{
    init_flag(&go_on);
    init_flag(&written);
    MUST_SYS(sem_init(&stop, 0, 0));
    run_group();
    int changes = count_changes();
    printf("%d of 256 local zeros were changed by others\n", changes);
    return changes == 0 ? 0 : 1;
}
