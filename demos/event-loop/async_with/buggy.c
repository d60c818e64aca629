/*
 * event-loop/async_with/buggy.c - the error path leaves without letting go.
 * Cure: fixed.c
 *
 * BUG     Acquire, wait, and an error: the early return skips the release. The
 *         next one who wants the lock waits for ever, while the loop goes on.
 * WHEN    The error happens: after the wait, so on some days only.
 * FIX     Tie the release to the scope, so that no way out can skip it.
 * PYTHON  S0, Context managers with asyncio: await lock.acquire(), an
 *         exception, no release
 * TOOLS   For lockcheck it is threads that hold locks, and end. All coroutines
 *         are one thread, which goes on; annotate.h cannot tell them apart. A
 *         task with a thread of its own is told of: see cancel_holding.
 *
 * link ../common/coro.c
 * expect plain      wrong
 * expect tsan-gcc   misses leak
 * expect tsan-clang misses leak
 * expect helgrind   misses leak
 * expect drd        misses leak
 * expect lockcheck  misses leak
 */
#include "../../common/demo.h"
#include "../common/coro.h"

static struct coro_lock lock;
static int saved;

/* Both write a file; the first one's disk is full. */
static void save(void *disk_is_full)
{
    MUST(coro_acquire(&lock));
    coro_yield(); /* the disk */
    if (disk_is_full != NULL) {
        return;
    }
    saved++;
    coro_release(&lock);
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
