/*
 * counters/bitfield/fixed_lock.c - one lock for the word.
 *
 * FIX     The fields stay where they are, and share a lock as they share a word.
 * PYTHON  S1, Sharing adjacent fields: with lock: flags |= MASK
 *
 * args plain        100000
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

struct counts {
    unsigned left : 4;
    unsigned right : 12;
};

static pthread_barrier_t start;
static long rounds = 1000;
static struct counts counts; /* under the lock */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *count_left(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        MUST(pthread_mutex_lock(&lock));
        counts.left++;
        MUST(pthread_mutex_unlock(&lock));
    }
    return NULL;
}

static void *count_right(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        MUST(pthread_mutex_lock(&lock));
        counts.right++;
        MUST(pthread_mutex_unlock(&lock));
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t left;
    pthread_t right;
    if (argc > 1) {
        rounds = atol(argv[1]);
    }
    MUST(pthread_barrier_init(&start, NULL, 2));
    MUST(pthread_create(&left, NULL, count_left, NULL));
    MUST(pthread_create(&right, NULL, count_right, NULL));
    MUST(pthread_join(left, NULL));
    MUST(pthread_join(right, NULL));
    unsigned left_count = counts.left % 16; /* as wide as the bit-fields */
    unsigned right_count = counts.right % 4096;
    printf("left %u, right %u after %ld\n", left_count, right_count, rounds);
    return left_count == rounds % 16 && right_count == rounds % 4096 ? 0 : 1;
}
