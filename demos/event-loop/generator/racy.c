/*
 * event-loop/generator/racy.c - one generator, two consumers.  Cure: fixed.c
 *
 * BUG     A generator keeps where it was in a struct. Two threads that ask it
 *         at once both read the same place: numbers come twice or not at all.
 * WHEN    Both ask at once; forced here for the first number.
 * FIX     A lock for each generator (fixed.c), or one consumer
 *         (fixed_one_consumer.c).
 * PYTHON  S3 S4, Coroutines built on generators: next(g) in two threads raises
 *         ValueError, generator already executing
 *
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in next_square
 * expect tsan-clang reports data-race in next_square
 * expect helgrind   reports data-race in next_square
 * expect drd        reports data-race in next_square
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

/* A function that can be continued: its local variables, in a struct. */
struct squares {
    long next;
    long end;
};

static struct squares squares = {
    .next = 0,
    .end = 200,
};
static pthread_barrier_t start;

/* The next square; -1 when there are no more. */
static long next_square(struct squares *self)
{
    long number = self->next;
    if (number == 0) {
        demo_meet(&start); /* both have read it */
    }
    if (number < self->end) {
        self->next = number + 1;
    }
    return number < self->end ? number * number : -1;
}

static void *consume(void *unused)
{
    long count = 0;
    (void)unused;
    while (next_square(&squares) >= 0) {
        count++;
    }
    return (void *)count;
}

int main(void)
{
    pthread_t threads[2];
    long total = 0;
    MUST(pthread_barrier_init(&start, NULL, 2));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_create(&threads[i], NULL, consume, NULL));
    }
    for (int i = 0; i < 2; i++) {
        void *count;
        MUST(pthread_join(threads[i], &count));
        total += (long)count;
    }
    printf("%ld numbers made, %ld received\n", squares.end, total);
    return total == squares.end ? 0 : 1;
}
