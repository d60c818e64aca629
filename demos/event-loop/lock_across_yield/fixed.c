/*
 * event-loop/lock_across_yield/fixed.c - a coroutine's lock.
 *
 * FIX     coro_acquire lets the others run while it waits.
 * PYTHON  S0 S1 S3 S4, Coroutines and tasks: asyncio.Lock
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
static int balance;

static void deposit(void *unused)
{
    (void)unused;
    MUST(coro_acquire(&lock));
    int seen = balance;
    coro_yield();
    balance = seen + 10;
    coro_release(&lock);
}

int main(void)
{
    struct coro *coros[2];
    demo_may_hang();
    for (int i = 0; i < 2; i++) {
        coros[i] = coro_new("deposit", deposit, NULL);
        coro_start(coros[i]);
    }
    coro_run();
    for (int i = 0; i < 2; i++) {
        coro_free(coros[i]);
    }
    printf("two deposits of 10 make %d\n", balance);
    return balance == 20 ? 0 : 1;
}
