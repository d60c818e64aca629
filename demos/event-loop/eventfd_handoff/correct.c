/*
 * event-loop/eventfd_handoff/correct.c - handed over by an eventfd.
 *
 * WHEN    Never: what is done before the write to the eventfd is seen by who
 *         reads from it.
 * PYTHON  S0 S4, Event loop orchestrates tasks: inside of call_soon_threadsafe
 * TOOLS   The bell of every event loop. TSan models it, Valgrind's tools do
 *         not.
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   false-alarm data-race in consume and produce
 * expect drd        false-alarm data-race in consume
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <sys/eventfd.h>

static int bell;
static int message;

static void *produce(void *unused)
{
    (void)unused;
    message = 42;
    MUST_SYS(eventfd_write(bell, 1));
    return NULL;
}

static int consume(void)
{
    eventfd_t rung;
    MUST_SYS(eventfd_read(bell, &rung));
    return message;
}

int main(void)
{
    pthread_t producer;
    bell = (int)MUST_SYS(eventfd(0, EFD_CLOEXEC));
    MUST(pthread_create(&producer, NULL, produce, NULL));
    int got = consume();
    MUST(pthread_join(producer, NULL));
    printf("got %d\n", got);
    return got == 42 ? 0 : 1;
}
