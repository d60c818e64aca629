/*
 * event-loop/pipe_handoff/correct_suppressed.c - Valgrind is told to be quiet.
 *
 * PYTHON  S3, Network communication: nothing to tell, there is no race detector
 * TOOLS   handoff.supp names the two functions, so that it hides this pair
 *         alone; and with it any real race between them, which the annotation
 *         would not.
 *
 * flags helgrind    --suppressions=handoff.supp
 * flags drd         --suppressions=handoff.supp
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static int ends[2];
static int message;

static void *produce(void *unused)
{
    (void)unused;
    message = 42;
    MUST_SYS(write(ends[1], "!", 1));
    return NULL;
}

static int consume(void)
{
    char byte;
    MUST_SYS(read(ends[0], &byte, 1));
    return message;
}

int main(void)
{
    pthread_t producer;
    MUST_SYS(pipe(ends));
    MUST(pthread_create(&producer, NULL, produce, NULL));
    int got = consume();
    MUST(pthread_join(producer, NULL));
    printf("got %d\n", got);
    return got == 42 ? 0 : 1;
}
