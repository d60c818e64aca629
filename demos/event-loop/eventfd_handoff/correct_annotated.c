/*
 * event-loop/eventfd_handoff/correct_annotated.c - Valgrind is told of the
 * eventfd.
 *
 * PYTHON  S0 S4, Event loop orchestrates tasks: inside of call_soon_threadsafe
 * TOOLS   A client request on each side: this happens before that.
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

static int bell;
static int message;

static void *produce(void *unused)
{
    (void)unused;
    message = 42;
    HAPPENS_BEFORE(&message);
    MUST_SYS(eventfd_write(bell, 1));
    return NULL;
}

static int consume(void)
{
    eventfd_t rung;
    MUST_SYS(eventfd_read(bell, &rung));
    HAPPENS_AFTER(&message);
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
