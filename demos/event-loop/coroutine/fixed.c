/*
 * event-loop/coroutine/fixed.c - first wait, then read and write.
 *
 * FIX     Nobody can interfere where there is no wait.
 * PYTHON  S0 S1 S3 S4, Coroutines and tasks: await first, then balance += 1
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

/* Stands for any wait: a database, a server. */
static void ask_the_bank(void)
{
    coro_yield();
}

static void deposit(void *unused)
{
    (void)unused;
    ask_the_bank();
    int seen = balance;
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
