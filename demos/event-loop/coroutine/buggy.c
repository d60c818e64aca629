/*
 * event-loop/coroutine/buggy.c - read, yield, write.         Cure: fixed.c
 *
 * BUG     A coroutine reads the balance, waits for something, and writes back
 *         what it computed from the old value. In between the other has done
 *         the same.
 * WHEN    Always when both are at the wait. One thread, no data race: only the
 *         places where they change over are different from threads.
 * FIX     No wait between the read and the write (fixed.c), or a lock that
 *         coroutines can wait for (fixed_lock.c).
 * PYTHON  S0 S1 S3 S4, Coroutines and tasks: seen = balance; await ...; balance
 *         = seen + 1
 *
 * link ../common/coro.c
 * expect plain      wrong
 * expect tsan-gcc   misses lost-update
 * expect tsan-clang misses lost-update
 * expect helgrind   misses lost-update
 * expect drd        misses lost-update
 * expect lockcheck  misses lost-update
 */
#include "../../common/demo.h"
#include "../common/coro.h"

static int balance;

/* Stands for any wait: a database, a server. */
static void ask_the_bank(void)
{
    coro_yield();
}

static void deposit(void *unused)
{
    (void)unused;
    int seen = balance;
    ask_the_bank();
    balance = seen + 10;
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
