/*
 * locks/exit_holding/fixed.c - unlocked on both ways out.
 *
 * FIX     Unlock before the early return, too.
 * PYTHON  S0 S1, Exceptions in threads: with lock:
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int orders;

static void *take_order(void *amount)
{
    MUST(pthread_mutex_lock(&lock));
    if (*(int *)amount <= 0) {
        MUST(pthread_mutex_unlock(&lock));
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
