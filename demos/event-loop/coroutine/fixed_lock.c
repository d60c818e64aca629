/*
 * event-loop/coroutine/fixed_lock.c - a lock between coroutines.
 *
 * FIX     Where the wait has to be in the middle: a lock whose waiters let the
 *         others run.
 * PYTHON  S0 S1 S3 S4, Coroutines and tasks: async with asyncio.Lock()
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

static int balance;
static struct coro_lock lock;

/* Stands for any wait: a database, a server. */
static void ask_the_bank(void)
{
    coro_yield();
}

static void deposit(void *unused)
{
    (void)unused;
    MUST(coro_acquire(&lock));
    int seen = balance;
    ask_the_bank();
    balance = seen + 10;
    coro_release(&lock);
}

int main(void)
{
    struct coro *coros[2];
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
