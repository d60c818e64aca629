/*
 * event-loop/async_with/fixed.c - released on every way out.
 *
 * FIX     The compiler's cleanup attribute: when the variable goes out of
 *         scope, the lock is released.
 * PYTHON  S0, Context managers with asyncio: async with lock
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

static struct coro_lock lock;
static int saved;

static void release(struct coro_lock **held)
{
    coro_release(*held);
}

/* Both write a file; the first one's disk is full. */
static void save(void *disk_is_full)
{
    MUST(coro_acquire(&lock));
    struct coro_lock *held __attribute__((cleanup(release))) = &lock;
    (void)held;
    coro_yield(); /* the disk */
    if (disk_is_full != NULL) {
        return;
    }
    saved++;
}

int main(void)
{
    struct coro *first = coro_new("first", save, &lock);
    struct coro *second = coro_new("second", save, NULL);
    coro_start(first);
    coro_start(second);
    int stuck = coro_run();
    coro_free(first);
    coro_free(second);
    printf("%d saved, %d wait for ever\n", saved, stuck);
    return stuck == 0 ? 0 : 1;
}
