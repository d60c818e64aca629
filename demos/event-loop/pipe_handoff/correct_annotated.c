/*
 * event-loop/pipe_handoff/correct_annotated.c - Valgrind is told of the pipe.
 *
 * PYTHON  S3, Network communication: nothing to tell, there is no race detector
 * TOOLS   Helgrind and DRD have a client request each for "this happens before
 *         that". Outside of Valgrind it costs a few instructions.
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <valgrind/helgrind.h>
/* The second one only adds to the first: DRD's request by its number. */
#include <valgrind/drd.h>

#define HAPPENS_BEFORE(what)                                            \
    do {                                                                \
        ANNOTATE_HAPPENS_BEFORE(what);                                  \
        VALGRIND_DO_CLIENT_REQUEST_STMT(                                \
            VG_USERREQ__DRD_ANNOTATE_HAPPENS_BEFORE, what, 0, 0, 0, 0); \
    } while (0)
#define HAPPENS_AFTER(what)                                            \
    do {                                                               \
        ANNOTATE_HAPPENS_AFTER(what);                                  \
        VALGRIND_DO_CLIENT_REQUEST_STMT(                               \
            VG_USERREQ__DRD_ANNOTATE_HAPPENS_AFTER, what, 0, 0, 0, 0); \
    } while (0)

static int ends[2];
static int message;

static void *produce(void *unused)
{
    (void)unused;
    message = 42;
    HAPPENS_BEFORE(&message);
    MUST_SYS(write(ends[1], "!", 1));
    return NULL;
}

static int consume(void)
{
    char byte;
    MUST_SYS(read(ends[0], &byte, 1));
    HAPPENS_AFTER(&message);
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
