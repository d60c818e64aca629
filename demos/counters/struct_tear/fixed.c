/*
 * counters/struct_tear/fixed.c - copy under a lock.
 *
 * FIX     Nobody copies while another one copies.
 * PYTHON  S1, Sharing adjacent fields: with lock: around both assignments
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

struct pair {
    long first;
    long filler[6];
    long second;
};

static pthread_barrier_t start;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long rounds = 100;
static struct pair shared;
static long torn;

static void *write_pair(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        struct pair next = {.first = i, .second = i};
        MUST(pthread_mutex_lock(&lock));
        shared = next;
        MUST(pthread_mutex_unlock(&lock));
    }
    return NULL;
}

static void *read_pair(void *unused)
{
    (void)unused;
    demo_meet(&start);
    for (long i = 0; i < rounds; i++) {
        MUST(pthread_mutex_lock(&lock));
        struct pair copy = shared;
        MUST(pthread_mutex_unlock(&lock));
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
