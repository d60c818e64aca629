/*
 * event-loop/run/fixed.c - closed when nobody is left.
 *
 * FIX     First the workers end, then the loop does.
 * PYTHON  S0 S4, asyncio.run: asyncio.run ends tasks and threads before it
 *         closes
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
    MUST_SYS(sem_post(&may_ring));
    MUST(pthread_join(worker, NULL));
    MUST_SYS(close(bell));
    FILE *report = tmpfile();
    if (report == NULL) {
        return 2;
    }
    long size = file_size(report);
    printf("nobody wrote to the report; it has %ld bytes\n", size);
    return size == 0 ? 0 : 1;
}
