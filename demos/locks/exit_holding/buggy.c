/*
 * locks/exit_holding/buggy.c - the thread is gone, its lock is not.
 * Cure: fixed.c
 *
 * BUG     The early return skips the unlock, and the thread ends. A mutex does
 *         not notice that its owner has: nobody can unlock it any more.
 * WHEN    On the first bad order. It is the next one who waits for ever.
 * FIX     An unlock on every way out.
 * PYTHON  S0 S1, Exceptions in threads: acquire(), raise, no release(); with
 *         lock: has no such way out
 *
 * expect plain      wrong
 * expect tsan-gcc   misses exit-holding
 * expect tsan-clang misses exit-holding
 * expect helgrind   reports exit-holding in -
 * expect drd        reports exit-holding in main
 * expect lockcheck  reports exit-holding in take_order
 */
#include "../../common/demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int orders;

static void *take_order(void *amount)
{
    MUST(pthread_mutex_lock(&lock));
    if (*(int *)amount <= 0) {
        return "refused";
    }
    orders++;
    MUST(pthread_mutex_unlock(&lock));
    return "taken";
}

int main(void)
{
    pthread_t thread;
    int amount = 0;
    void *answer;
    MUST(pthread_create(&thread, NULL, take_order, &amount));
    MUST(pthread_join(thread, &answer));
    int error = pthread_mutex_trylock(&lock); /* lock would wait for ever */
    printf("order %s, the lock is %s\n", (char *)answer,
           error == 0 ? "free" : "held by nobody");
    if (error == 0) {
        MUST(pthread_mutex_unlock(&lock));
    }
    return error == 0 ? 0 : 1;
}
