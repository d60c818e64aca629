/*
 * locks/unlock_foreign/buggy.c - B unlocks what A locked.        Cure: fixed.c
 *
 * BUG     One thread locks, another one unlocks. A mutex belongs to who took
 *         it; it is no semaphore.
 * WHEN    Always. A normal mutex lets it pass without a word.
 * FIX     Who locks unlocks; to tell another thread, a semaphore.
 * PYTHON  S2, Unlock by another thread: Lock allows it, RLock raises
 *         RuntimeError
 *
 * expect plain      ok
 * expect tsan-gcc   reports unlock-not-owner in finish
 * expect tsan-clang reports unlock-not-owner in finish
 * expect helgrind   reports exit-holding in -, unlock-not-owner in finish
 * expect drd        reports exit-holding in main, unlock-not-owner in finish
 * expect lockcheck  reports unlock-not-owner in begin and finish
 */
#include "../../common/demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t locked;
static sem_t finished;

static void *begin(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    MUST_SYS(sem_post(&locked));
    MUST_SYS(sem_wait(&finished));
    return NULL;
}

static void *finish(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&locked));
    MUST(pthread_mutex_unlock(&lock));
    MUST_SYS(sem_post(&finished));
    return NULL;
}

int main(void)
{
    pthread_t first;
    pthread_t second;
    MUST_SYS(sem_init(&locked, 0, 0));
    MUST_SYS(sem_init(&finished, 0, 0));
    MUST(pthread_create(&first, NULL, begin, NULL));
    MUST(pthread_create(&second, NULL, finish, NULL));
    MUST(pthread_join(first, NULL));
    MUST(pthread_join(second, NULL));
    puts("locked here, unlocked there, and nobody minded");
    return 0;
}
