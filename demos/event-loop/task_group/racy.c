/*
 * event-loop/task_group/racy.c - the group is dead, its tasks live on.
 * Cure: fixed.c
 *
 * BUG     One of two tasks fails, and the group returns at once. The other goes
 *         on, and writes its result into what was the group and is somebody
 *         else's stack by now. Nobody stops it, and nobody can join it.
 * WHEN    A task fails before the others are done. Forced here, by flags that
 *         order nothing.
 * FIX     A group does not return before all its tasks have ended.
 * PYTHON  S4, Task groups: gather() raises at the first error and leaves the
 *         others running
 * TOOLS   Race detectors see the write; that a thread was left behind says
 *         lockcheck. Their thread leaks are of threads that have ended.
 *
 * flags drd         --check-stack-var=yes
 * flags lockcheck   fail_on=thread-leak
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in count_changes and succeed
 * expect tsan-clang reports data-race in count_changes and succeed
 * expect helgrind   reports data-race in await_flag and count_changes and
 *                   raise_flag and succeed
 * expect drd        reports data-race in await_flag and count_changes and
 *                   raise_flag and succeed
 * expect lockcheck  reports thread-leak in -
 */
#include "../../common/demo.h"

#include <stdatomic.h>

struct group {
    pthread_t threads[2];
    int results[2];
    char log[64];
};

typedef atomic_int flag; /* relaxed: shows who is where, orders nothing */

static void init_flag(flag *flag)
{
    atomic_init(flag, 0);
}

static void raise_flag(flag *flag)
{
    atomic_store_explicit(flag, 1, memory_order_relaxed);
}

static void await_flag(flag *flag)
{
    while (!atomic_load_explicit(flag, memory_order_relaxed)) {
    }
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
