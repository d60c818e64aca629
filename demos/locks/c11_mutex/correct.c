/*
 * locks/c11_mutex/correct.c - mtx_t under POSIX threads.
 *
 * WHEN    A counter under an mtx_t is right. TSan runs it, since the threads
 *         are POSIX ones, but does not see the mutex.
 * PYTHON  S1, The threading API, C11 threads: one API only there
 *
 * expect plain      ok
 * expect tsan-gcc   false-alarm data-race in count_up
 * expect tsan-clang false-alarm data-race in count_up
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <threads.h>

static mtx_t lock;
static pthread_barrier_t start;
static long rounds = 100;
static long counter;

static void *count_up(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        MUST(mtx_lock(&lock) == thrd_success ? 0 : EINVAL);
        counter++;
        MUST(mtx_unlock(&lock) == thrd_success ? 0 : EINVAL);
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    MUST(mtx_init(&lock, mtx_plain) == thrd_success ? 0 : EINVAL);
    MUST(pthread_barrier_init(&start, NULL, 2));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_create(&threads[i], NULL, count_up, NULL));
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    printf("counted %ld of %ld\n", counter, 2 * rounds);
    return counter == 2 * rounds ? 0 : 1;
}
