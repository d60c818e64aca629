/*
 * event-loop/generator/fixed_one_consumer.c - asked by one thread only.
 *
 * FIX     One thread asks the generator and hands on what it gets, here through
 *         a pipe: the state has one owner and needs no lock.
 * PYTHON  S3 S4, Coroutines built on generators: one thread with `for n in g:
 *         queue.put(n)`, the others with queue.get()
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <fcntl.h>

/* A function that can be continued: its local variables, in a struct. */
struct squares {
    long next;
    long end;
};

static struct squares squares = {
    .next = 0,
    .end = 200,
};
static int numbers[2]; /* a pipe, from feed() to all that consume() */

/* The next square; -1 when there are no more. */
static long next_square(struct squares *self)
{
    long number = self->next;
    if (number < self->end) {
        self->next = number + 1;
    }
    return number < self->end ? number * number : -1;
}

static void *feed(void *unused)
{
    long square;
    (void)unused;
    while ((square = next_square(&squares)) >= 0) {
        MUST_SYS(write(numbers[1], &square, sizeof(square)));
    }
    MUST_SYS(close(numbers[1]));
    return NULL;
}

static void *consume(void *unused)
{
    long square;
    long count = 0;
    (void)unused;
    while (MUST_SYS(read(numbers[0], &square, sizeof(square))) > 0) {
        count++;
    }
    return (void *)count;
}

int main(void)
{
    pthread_t threads[2];
    pthread_t feeder;
    long total = 0;
    MUST_SYS(pipe2(numbers, O_CLOEXEC));
    MUST(pthread_create(&feeder, NULL, feed, NULL));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_create(&threads[i], NULL, consume, NULL));
    }
    for (int i = 0; i < 2; i++) {
        void *count;
        MUST(pthread_join(threads[i], &count));
        total += (long)count;
    }
    MUST(pthread_join(feeder, NULL));
    printf("%ld numbers made, %ld received\n", squares.end, total);
    return total == squares.end ? 0 : 1;
}
