/*
 * locks/abba/fixed.c - one order for everyone.
 *
 * FIX     A before B, also where B is what one wants.
 * PYTHON  S2, Locks have their own problems: sort the locks, take them in that
 *         order
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static sem_t first_is_done; /* stands for luck: they do not meet */

static void *ab(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&a));
    MUST(pthread_mutex_lock(&b));
    MUST(pthread_mutex_unlock(&b));
    MUST(pthread_mutex_unlock(&a));
    MUST_SYS(sem_post(&first_is_done));
    return NULL;
}

static void *ba(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&first_is_done));
    MUST(pthread_mutex_lock(&a));
    MUST(pthread_mutex_lock(&b));
    MUST(pthread_mutex_unlock(&b));
    MUST(pthread_mutex_unlock(&a));
    return NULL;
}

int main(void)
{
    pthread_t first;
    pthread_t second;
    MUST_SYS(sem_init(&first_is_done, 0, 0));
    MUST(pthread_create(&first, NULL, ab, NULL));
    MUST(pthread_create(&second, NULL, ba, NULL));
    MUST(pthread_join(first, NULL));
    MUST(pthread_join(second, NULL));
    puts("survived: this time they did not meet");
    return 0;
}
