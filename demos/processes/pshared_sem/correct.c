/*
 * processes/pshared_sem/correct.c - a semaphore between two processes.
 *
 * WHEN    Never: the semaphore counts for both processes, whoever posts.
 * PYTHON  S2, Queues between processes: multiprocessing.Semaphore
 * TOOLS   Valgrind's tools count the posts of the process that they watch. What
 *         another process posted they have not seen, and each wait that
 *         succeeds all the same is "without a post" for them.
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   false-alarm sem-misuse in take
 * expect drd        false-alarm sem-misuse in take
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <sys/mman.h>
#include <sys/wait.h>

struct page {
    sem_t filled;
    int value;
};

static int take(struct page *page)
{
    MUST_SYS(sem_wait(&page->filled));
    return page->value;
}

int main(void)
{
    int status;
    struct page *page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    demo_must(page == MAP_FAILED ? errno : 0, "mmap", __FILE__, __LINE__);
    MUST_SYS(sem_init(&page->filled, 1, 0));
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        _exit(take(page));
    }
    page->value = 42;
    MUST_SYS(sem_post(&page->filled));
    MUST_SYS(waitpid(child, &status, 0));
    printf("the child has read %d\n", WEXITSTATUS(status));
    return WEXITSTATUS(status) == 42 ? 0 : 1;
}
