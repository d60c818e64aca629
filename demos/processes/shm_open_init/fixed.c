/*
 * processes/shm_open_init/fixed.c - filled in, then announced.
 *
 * FIX     The creator announces the object when all of it is there.
 * PYTHON  S0 S2, Sharing data across processes: an Event that the creator sets,
 *         or create it before the processes start
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>

static char name[32];

static void *map_fd(int fd, size_t size)
{
    int flags = fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
    void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);
    demo_must(page == MAP_FAILED ? errno : 0, "mmap", __FILE__, __LINE__);
    return page;
}

static void create(pthread_barrier_t *meeting)
{
    int fd = (int)MUST_SYS(shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600));
    MUST_SYS(ftruncate(fd, sizeof(int)));
    int *limit = map_fd(fd, sizeof(*limit));
    *limit = 100;
    demo_meet(meeting); /* it is there */
    demo_meet(meeting); /* it was read */
    MUST_SYS(shm_unlink(name));
}

static int attach(pthread_barrier_t *meeting)
{
    demo_meet(meeting);
    int *limit = map_fd((int)MUST_SYS(shm_open(name, O_RDWR, 0)), sizeof(int));
    int seen = *limit;
    demo_meet(meeting);
    return seen;
}

int main(void)
{
    int status;
    pthread_barrierattr_t shared;
    /* In memory that both have from the start. */
    pthread_barrier_t *meeting = map_fd(-1, sizeof(*meeting));
    snprintf(name, sizeof(name), "/demo-%d", (int)getpid());
    MUST(pthread_barrierattr_init(&shared));
    MUST(pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED));
    MUST(pthread_barrier_init(meeting, &shared, 2));
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        _exit(attach(meeting));
    }
    create(meeting);
    MUST_SYS(waitpid(child, &status, 0));
    printf("the limit is 100; the child read %d\n", WEXITSTATUS(status));
    return WEXITSTATUS(status) == 100 ? 0 : 1;
}
