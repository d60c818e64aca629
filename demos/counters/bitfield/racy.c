/*
 * counters/bitfield/racy.c - two fields, one memory word.        Cure: fixed.c
 *
 * BUG     Each thread has its own field, but both lie in one word, and to write
 *         one is to load, mask and store the word.
 * WHEN    Both between load and store; certain in millions of rounds.
 * FIX     Fields of their own (fixed.c), or a lock for the pair
 *         (fixed_lock.c).
 * PYTHON  S1, Sharing adjacent fields: flags |= MASK from two threads loses a
 *         bit
 *
 * args plain        200000000..3200000000
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in count_left and count_right
 * expect tsan-clang reports data-race in count_left and count_right
 * expect helgrind   reports data-race in count_left and count_right
 * expect drd        reports data-race in count_left or count_right
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

struct counts {
    unsigned left : 4;
    unsigned right : 12;
};

static pthread_barrier_t start;
static long rounds = 1000;
static struct counts counts;

static void *count_left(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        counts.left++;
    }
    return NULL;
}

static void *count_right(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        counts.right++;
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
