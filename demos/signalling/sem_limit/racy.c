/*
 * signalling/sem_limit/racy.c - two are let in.                  Cure: fixed.c
 *
 * BUG     A semaphore of two lets two in, and both change the counter. It
 *         limits how many; it does not exclude.
 * WHEN    Both are inside; forced here.
 * FIX     The semaphore for the number, a mutex for the data.
 * PYTHON  S1 S2, Semaphore, limit concurrent access: Semaphore(2) around
 *         counter += 1
 *
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in visit
 * expect tsan-clang reports data-race in visit
 * expect helgrind   reports data-race in visit
 * expect drd        reports data-race in visit
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

enum { ADMITTED = 2 };

static pthread_barrier_t both_are_in;
static sem_t entrance;
static long visits;

static void *visit(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&entrance));
    long seen = visits;
    demo_meet(&both_are_in);
    visits = seen + 1;
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
