/*
 * locks/unlock_foreign/fixed.c - who locks unlocks.
 *
 * FIX     The second thread says when it is done; the owner unlocks.
 * PYTHON  S2, Unlock by another thread: a Semaphore or an Event between
 *         threads
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
static sem_t locked;
static sem_t finished;

static void *begin(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    MUST_SYS(sem_post(&locked));
    MUST_SYS(sem_wait(&finished));
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

static void *finish(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&locked));
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
    puts("locked and unlocked by the same thread");
    return 0;
}
