/*
 * event-loop/lock_across_yield/deadlock.c - a thread's lock, held across a
 * yield. Cure: fixed.c
 *
 * BUG     The mutex belongs to the thread, and both coroutines are that thread.
 *         The first yields while it holds it; the second waits for it, and with
 *         it the whole thread: the first will never run again.
 * WHEN    A second coroutine comes while the first one waits.
 * FIX     A lock between coroutines: who must wait lets the others run.
 * PYTHON  S0 S1 S3 S4, Coroutines and tasks: threading.Lock in a coroutine,
 *         with an await inside
 *
 * link ../common/coro.c
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   reports exit-holding in deposit
 * expect drd        reports self-deadlock in deposit
 * expect lockcheck  reports self-deadlock in deposit
 */
#include "../../common/demo.h"
#include "../common/coro.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int balance;

static void deposit(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    int seen = balance;
    coro_yield();
    balance = seen + 10;
    MUST(pthread_mutex_unlock(&lock));
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
