/*
 * signalling/event/fixed_eventfd_told.c - an eventfd, told to Valgrind.
 *
 * FIX     The same, with the order that the kernel makes said in two notes:
 *         before the write, after the read.
 * PYTHON  S1 S2, Event: os.eventfd, or a pipe
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <sys/eventfd.h>
#include <valgrind/helgrind.h>

static int ready;
static int value;

static void *produce(void *unused)
{
    (void)unused;
    value = 42;
    ANNOTATE_HAPPENS_BEFORE(&ready);
    MUST_SYS(eventfd_write(ready, 1));
    return NULL;
}

static void *consume(void *unused)
{
    (void)unused;
    eventfd_t count;
    MUST_SYS(eventfd_read(ready, &count));
    ANNOTATE_HAPPENS_AFTER(&ready);
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
