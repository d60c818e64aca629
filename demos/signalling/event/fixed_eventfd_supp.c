/*
 * signalling/event/fixed_eventfd_supp.c - an eventfd, with a suppression.
 *
 * FIX     The same, with eventfd.supp for the reports. A suppression names
 *         functions: it hides every race in them.
 * PYTHON  S1 S2, Event: os.eventfd, or a pipe
 *
 * flags helgrind    --suppressions=eventfd.supp
 * flags drd         --suppressions=eventfd.supp
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
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
