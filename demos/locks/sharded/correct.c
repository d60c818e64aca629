/*
 * locks/sharded/correct.c - one lock, one for each row, or a few.
 *
 * WHEN    Never wrong. How fast each is: ./correct 1000000; by how much is up
 *         to the machine.
 * PYTHON  S4, Fine-grained locks, complexity for little gain: one dict and one
 *         Lock, or a list of both
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <time.h>

enum { ROWS = 64, SHARDS = 8, THREADS = 2 };

static pthread_mutex_t locks[ROWS];
static long rows[ROWS]; /* row i under lock i % lock_count */
static int lock_count;
static long rounds = 100;

/* Goes through the rows in an order of its own. */
static void *work(void *step)
{
    long row = 0;
    for (long i = 0; i < rounds; i++) {
        row = (row + (long)step) % ROWS;
        MUST(pthread_mutex_lock(&locks[row % lock_count]));
        rows[row]++;
        MUST(pthread_mutex_unlock(&locks[row % lock_count]));
    }
    return NULL;
}

static void measure(const char *name, int count)
{
    pthread_t threads[THREADS];
    struct timespec begin;
    struct timespec end;
    lock_count = count;
    MUST_SYS(clock_gettime(CLOCK_MONOTONIC, &begin));
    for (long i = 0; i < THREADS; i++) {
        void *step = (void *)(2 * i + 1);
        MUST(pthread_create(&threads[i], NULL, work, step));
    }
    for (int i = 0; i < THREADS; i++) {
        MUST(pthread_join(threads[i], NULL));
    }
    MUST_SYS(clock_gettime(CLOCK_MONOTONIC, &end));
    double seconds = (double)(end.tv_sec - begin.tv_sec) +
                     (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("%-8s %2d locks: %6.1f million updates a second\n", name, count,
           (double)(THREADS * rounds) / seconds / 1e6);
}

int main(int argc, char **argv)
{
    long sum = 0;
    if (argc > 1) {
        rounds = atol(argv[1]);
    }
    for (int i = 0; i < ROWS; i++) {
        MUST(pthread_mutex_init(&locks[i], NULL));
    }
    measure("coarse", 1);
    measure("sharded", SHARDS);
    measure("fine", ROWS);
    for (int i = 0; i < ROWS; i++) {
        sum += rows[i];
    }
    return sum == 3 * THREADS * rounds ? 0 : 1;
}
