/*
 * signalling/sem_limit/fixed.c - a mutex for the data.
 *
 * FIX     Two are in, and one at a time counts.
 * PYTHON  S1 S2, Semaphore, limit concurrent access: with semaphore: ... with
 *         lock: counter += 1
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { ADMITTED = 2 };

static pthread_barrier_t both_are_in;
static sem_t entrance;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long visits;

static void *visit(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&entrance));
    demo_meet(&both_are_in);
    MUST(pthread_mutex_lock(&lock));
    long seen = visits;
    visits = seen + 1;
    MUST(pthread_mutex_unlock(&lock));
    MUST_SYS(sem_post(&entrance));
    return NULL;
}

int main(void)
{
    pthread_t threads[ADMITTED];
    MUST(pthread_barrier_init(&both_are_in, NULL, ADMITTED));
    MUST_SYS(sem_init(&entrance, 0, ADMITTED));
    for (int i = 0; i < ADMITTED; i++) {
        MUST(pthread_create(&threads[i], NULL, visit, NULL));
    }
    for (int i = 0; i < ADMITTED; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    printf("counted %ld of %d visits\n", visits, ADMITTED);
    return visits == ADMITTED ? 0 : 1;
}
