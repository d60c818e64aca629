/*
 * signalling/event/fixed_eventfd.c - an eventfd.
 *
 * FIX     Reading an eventfd waits for a write to it, and poll() can wait for
 *         it beside others. Valgrind does not know that the kernel orders the
 *         two.
 * PYTHON  S1 S2, Event: os.eventfd, or a pipe
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   false-alarm data-race in consume and produce
 * expect drd        false-alarm data-race in consume or produce
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <sys/eventfd.h>

static int ready;
static int value;

static void *produce(void *unused)
{
    (void)unused;
    value = 42;
    MUST_SYS(eventfd_write(ready, 1));
    return NULL;
}

static void *consume(void *unused)
{
    (void)unused;
    eventfd_t count;
    MUST_SYS(eventfd_read(ready, &count));
    return (void *)(long)value;
}

int main(void)
{
    pthread_t producer;
    pthread_t consumer;
    void *got;
    ready = (int)MUST_SYS(eventfd(0, 0));
    MUST(pthread_create(&consumer, NULL, consume, NULL));
    MUST(pthread_create(&producer, NULL, produce, NULL));
    MUST(pthread_join(producer, NULL));
    MUST(pthread_join(consumer, &got));
    printf("got %ld\n", (long)got);
    return (long)got == 42 ? 0 : 1;
}
