/*
 * signalling/sem_overpost/fixed.c - one wait, one post.
 *
 * FIX     The post is at one place.
 * PYTHON  S1 S2, Semaphore, its count: with semaphore:
 *
 * flags lockcheck   fail_on=sem-overpost
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static sem_t lock; /* meant as a lock: one inside */
static int value;

static int set_value(int wanted)
{
    MUST_SYS(sem_wait(&lock));
    if (wanted >= 0) {
        value = wanted;
    }
    return sem_post(&lock);
}

static void *work(void *unused)
{
    (void)unused;
    set_value(1);
    set_value(-1);
    return NULL;
}

int main(void)
{
    pthread_t thread;
    int count;
    MUST_SYS(sem_init(&lock, 0, 1));
    MUST(pthread_create(&thread, NULL, work, NULL));
    MUST(pthread_join(thread, NULL));
    MUST_SYS(sem_getvalue(&lock, &count));
    printf("the lock admits %d\n", count);
    return count == 1 ? 0 : 1;
}
