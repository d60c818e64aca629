/*
 * counters/lost_update/racy.c - counter++ taken apart.           Cure: fixed.c
 *
 * BUG     The two halves of counter++, with a meeting between them: both
 *         threads read 0, and both store 1.
 * WHEN    On every run. Without the meeting the same thing happens when a
 *         thread is interrupted between its load and its store.
 * FIX     Load and store in one critical section.
 * PYTHON  S1 S2, Lost updates: the twin of this file, counters/twin.py, loses
 *         the same update
 *
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in add_one
 * expect tsan-clang reports data-race in add_one
 * expect helgrind   reports data-race in add_one
 * expect drd        reports data-race in add_one
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

static pthread_barrier_t both_have_read;
static long counter;

static void *add_one(void *unused)
{
    (void)unused;
    long seen = counter;
    demo_meet(&both_have_read);
    counter = seen + 1;
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    MUST(pthread_barrier_init(&both_have_read, NULL, 2));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_create(&threads[i], NULL, add_one, NULL));
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    printf("two threads added one each: %ld\n", counter);
    return counter == 2 ? 0 : 1;
}
