/*
 * event-loop/pipe_handoff/correct.c - handed over through a pipe.
 *
 * WHEN    Never: what is done before the write is seen after the read.
 * PYTHON  S3, Network communication: os.write and os.read order what is done
 *         before and after
 * TOOLS   TSan models pipes. Valgrind's tools model pthreads only and accuse
 *         this program.
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   false-alarm data-race in consume and produce
 * expect drd        false-alarm data-race in consume
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
