/*
 * locks/spin_abba/deadlock.c - spin locks have orders too.       Cure: fixed.c
 *
 * BUG     As abba, with spin locks. Whoever hangs here also burns a processor.
 * WHEN    Both between their two lock calls.
 * FIX     One order for everyone.
 * PYTHON  S2, Locks have their own problems: no spin locks there
 *
 * expect plain      ok
 * expect tsan-gcc   reports lock-order in ab and ba
 * expect tsan-clang reports lock-order in ab and ba
 * expect helgrind   reports lock-order in ab and ba
 * expect drd        misses lock-order
 * expect lockcheck  reports lock-order in ab and ba
 */
#include "../../common/demo.h"

static pthread_spinlock_t a;
static pthread_spinlock_t b;
static sem_t first_is_done; /* stands for luck: they do not meet */

static void *ab(void *unused)
{
    (void)unused;
    MUST(pthread_spin_lock(&a));
    MUST(pthread_spin_lock(&b));
    MUST(pthread_spin_unlock(&b));
    MUST(pthread_spin_unlock(&a));
    MUST_SYS(sem_post(&first_is_done));
    return NULL;
}

static void *ba(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&first_is_done));
    MUST(pthread_spin_lock(&b));
    MUST(pthread_spin_lock(&a));
    MUST(pthread_spin_unlock(&a));
    MUST(pthread_spin_unlock(&b));
    return NULL;
}

int main(void)
{
    pthread_t first;
    pthread_t second;
    MUST(pthread_spin_init(&a, PTHREAD_PROCESS_PRIVATE));
    MUST(pthread_spin_init(&b, PTHREAD_PROCESS_PRIVATE));
    MUST_SYS(sem_init(&first_is_done, 0, 0));
    MUST(pthread_create(&first, NULL, ab, NULL));
    MUST(pthread_create(&second, NULL, ba, NULL));
    MUST(pthread_join(first, NULL));
    MUST(pthread_join(second, NULL));
    puts("survived: this time they did not meet");
    return 0;
}
