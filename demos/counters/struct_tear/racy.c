/*
 * counters/struct_tear/racy.c - a struct copied in pieces.       Cure: fixed.c
 *
 * BUG     `shared = next` looks like one step. It copies word after word, and a
 *         reader gets half of the old and half of the new.
 * WHEN    A copy that overlaps another; often, in a loop.
 * FIX     A lock around both copies.
 * PYTHON  S1, Sharing adjacent fields: a tuple is replaced as a whole there;
 *         four attributes, one after the other, are not
 *
 * args plain        200000000..3200000000
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in read_pair and write_pair
 * expect tsan-clang reports data-race in read_pair and write_pair
 * expect helgrind   reports data-race in read_pair and write_pair
 * expect drd        reports data-race in read_pair or write_pair
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

struct pair {
    long first;
    long filler[6];
    long second;
};

static pthread_barrier_t start;
static long rounds = 100;
static struct pair shared;
static long torn;

static void *write_pair(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        struct pair next = {.first = i, .second = i};
        shared = next;
    }
    return NULL;
}

static void *read_pair(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        struct pair copy = shared;
        torn += copy.first != copy.second;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t writer;
    pthread_t reader;
    if (argc > 1) {
        rounds = atol(argv[1]);
    }
    MUST(pthread_barrier_init(&start, NULL, 2));
    MUST(pthread_create(&writer, NULL, write_pair, NULL));
    MUST(pthread_create(&reader, NULL, read_pair, NULL));
    MUST(pthread_join(writer, NULL));
    MUST(pthread_join(reader, NULL));
    printf("%ld of %ld copies were torn\n", torn, rounds);
    return torn == 0 ? 0 : 1;
}
