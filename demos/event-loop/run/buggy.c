/*
 * event-loop/run/buggy.c - a loop used after its end.        Cure: fixed.c
 *
 * BUG     The loop is closed while a worker still has its bell. The number of
 *         the closed eventfd goes to the next file that is opened, and the late
 *         worker rings into that file.
 * WHEN    A worker outlives the loop. Forced here.
 * FIX     One function owns the loop from set-up to tear-down, and does not
 *         close it before all its workers have ended.
 * PYTHON  S0 S4, asyncio.run: loop.close() with executor threads still at work:
 *         RuntimeError, Event loop is closed
 *
 * expect plain      wrong
 * expect tsan-gcc   misses use-after-free
 * expect tsan-clang misses use-after-free
 * expect helgrind   misses use-after-free
 * expect drd        misses use-after-free
 * expect lockcheck  misses use-after-free
 */
#include "../../common/demo.h"

#include <sys/eventfd.h>

static int bell;
static sem_t may_ring;

static void *work(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&may_ring));
    MUST_SYS(eventfd_write(bell, 1));
    return NULL;
}

static long file_size(FILE *file)
{
    MUST_SYS(fseek(file, 0, SEEK_END));
    return ftell(file);
}

int main(void)
{
    pthread_t worker;
    MUST_SYS(sem_init(&may_ring, 0, 0));
    bell = (int)MUST_SYS(eventfd(0, EFD_CLOEXEC));
    MUST(pthread_create(&worker, NULL, work, NULL));
    MUST_SYS(close(bell));
    FILE *report = tmpfile();
    MUST_SYS(sem_post(&may_ring));
    MUST(pthread_join(worker, NULL));
    if (report == NULL) {
        return 2;
    }
    long size = file_size(report);
    printf("nobody wrote to the report; it has %ld bytes\n", size);
    return size == 0 ? 0 : 1;
}
