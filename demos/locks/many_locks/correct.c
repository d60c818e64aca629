/*
 * locks/many_locks/correct.c - seventy locks at once.
 *
 * WHEN    A thread that locks a whole table holds one lock per row. TSan keeps
 *         at most 64 held locks, and ends the program at the next one.
 * PYTHON  S2, Locks have their own problems: ExitStack with a lock per row
 *
 * expect plain      ok
 * expect tsan-gcc   crashes
 * expect tsan-clang crashes
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { ROWS = 70 };

static pthread_mutex_t locks[ROWS];
static int rows[ROWS];

static void *change_all(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROWS; i++) {
        MUST(pthread_mutex_lock(&locks[i]));
    }
    for (int i = 0; i < ROWS; i++) {
        rows[i]++;
    }
    for (int i = 0; i < ROWS; i++) {
        MUST(pthread_mutex_unlock(&locks[i]));
    }
    return NULL;
}

int main(void)
{
    pthread_t thread;
    demo_may_hang(); /* clang's TSan does not even end when it fails */
    for (int i = 0; i < ROWS; i++) {
        MUST(pthread_mutex_init(&locks[i], NULL));
    }
    MUST(pthread_create(&thread, NULL, change_all, NULL));
    MUST(pthread_join(thread, NULL));
    printf("the last row was changed %d time\n", rows[ROWS - 1]);
    return rows[ROWS - 1] == 1 ? 0 : 1;
}
