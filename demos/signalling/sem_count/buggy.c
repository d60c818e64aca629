/*
 * signalling/sem_count/buggy.c - begun with two.                 Cure: fixed.c
 *
 * BUG     The semaphore is meant as a lock and begins with 2. Two are inside.
 * WHEN    The second comes before the first has gone; forced here.
 * FIX     Begin with 1. A mutex cannot be begun wrongly.
 * PYTHON  S1 S2, Semaphore, its count: Semaphore(2) where Lock() was meant;
 *         BoundedSemaphore finds a post too many
 *
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in leave
 * expect tsan-clang reports data-race in leave
 * expect helgrind   reports data-race in enter or leave
 * expect drd        reports data-race in enter or leave
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

static sem_t lock; /* meant as a lock: one inside */
static sem_t first_is_in;
static int inside;
static int inside_max;

/* Who finds it taken tells the one inside, and waits. */
static void enter(sem_t *tell)
{
    if (sem_trywait(&lock) != 0) {
        MUST_SYS(sem_post(tell));
        MUST_SYS(sem_wait(&lock));
    }
    inside++;
    inside_max = inside > inside_max ? inside : inside_max;
}

static void leave(void)
{
    inside--;
    MUST_SYS(sem_post(&lock));
}

/* Stays until the second one is in, or waits to be let in. */
static void *first(void *second_came)
{
    enter(NULL);
    MUST_SYS(sem_post(&first_is_in));
    MUST_SYS(sem_wait(second_came));
    leave();
    return NULL;
}

static void *second(void *second_came)
{
    MUST_SYS(sem_wait(&first_is_in));
    enter(second_came);
    MUST_SYS(sem_post(second_came));
    leave();
    return NULL;
}

int main(void)
{
    sem_t second_came;
    pthread_t threads[2];
    MUST_SYS(sem_init(&lock, 0, 2));
    MUST_SYS(sem_init(&first_is_in, 0, 0));
    MUST_SYS(sem_init(&second_came, 0, 0));
    MUST(pthread_create(&threads[0], NULL, first, &second_came));
    MUST(pthread_create(&threads[1], NULL, second, &second_came));
    MUST(pthread_join(threads[0], NULL));
    MUST(pthread_join(threads[1], NULL));
    printf("at most %d inside\n", inside_max);
    return inside_max == 1 ? 0 : 1;
}
