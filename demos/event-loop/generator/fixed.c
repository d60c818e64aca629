/*
 * event-loop/generator/fixed.c - asked by one at a time.
 *
 * FIX     The lock is part of the generator.
 * PYTHON  S3 S4, Coroutines built on generators: a lock around next(g)
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

/* A function that can be continued: its local variables, in a struct. */
struct squares {
    long next;
    long end;
    pthread_mutex_t lock;
};

static struct squares squares = {
    .next = 0,
    .end = 200,
    .lock = PTHREAD_MUTEX_INITIALIZER,
};
static pthread_barrier_t start;

/* The next square; -1 when there are no more. */
static long next_square(struct squares *self)
{
    MUST(pthread_mutex_lock(&self->lock));
    long number = self->next;
    if (number < self->end) {
        self->next = number + 1;
    }
    MUST(pthread_mutex_unlock(&self->lock));
    return number < self->end ? number * number : -1;
}

static void *consume(void *unused)
{
    long count = 0;
    (void)unused;
    demo_meet(&start);
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
