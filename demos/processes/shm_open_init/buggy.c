/*
 * processes/shm_open_init/buggy.c - found under its name, not yet filled in.
 * Cure: fixed.c
 *
 * BUG     A shared memory object can be found as soon as it has a name. Whoever
 *         opens it then may read it before it is filled in.
 * WHEN    The reader comes between shm_open and the last store: rare, and
 *         always in the same minute after boot. Forced here.
 * FIX     Publish last: say "it is there" when it is filled in.
 * PYTHON  S0 S2, Sharing data across processes: multiprocessing.shared_memory,
 *         attached by name before the creator has written
 *
 * expect plain      wrong
 * expect tsan-gcc   misses data-race
 * expect tsan-clang misses data-race
 * expect helgrind   misses data-race
 * expect drd        misses data-race
 * expect lockcheck  misses data-race
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
    demo_meet(meeting); /* it is there */
    demo_meet(meeting); /* it was read */
    *limit = 100;
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
