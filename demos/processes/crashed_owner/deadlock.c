/*
 * processes/crashed_owner/deadlock.c - the owner is dead, the lock is held.
 * Cure: fixed.c
 *
 * BUG     A process dies holding a lock in shared memory. The memory outlives
 *         it, and nobody is left to unlock.
 * WHEN    A crash, a kill -9, an exit in an error path: anything in the
 *         critical section that ends the process.
 * FIX     A robust mutex: the next one gets the lock and EOWNERDEAD, and has to
 *         repair the data (fixed.c).
 * PYTHON  S2, Locks have their own problems: a process killed while it holds a
 *         multiprocessing.Lock; no robust lock there
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   reports exit-holding in die_half_way or lock_page
 * expect drd        hangs
 * expect lockcheck  reports owner-died in lock_page
 */
#include "../../common/demo.h"

#include <sys/mman.h>
#include <sys/wait.h>

/* Under the lock: a + b == 100. */
struct page {
    pthread_mutex_t lock;
    int a;
    int b;
};

static struct page *make_page(void)
{
    pthread_mutexattr_t shared;
    struct page *page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    demo_must(page == MAP_FAILED ? errno : 0, "mmap", __FILE__, __LINE__);
    MUST(pthread_mutexattr_init(&shared));
    MUST(pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED));
    MUST(pthread_mutex_init(&page->lock, &shared));
    page->a = 100;
    return page;
}

static void die_half_way(struct page *page)
{
    MUST(pthread_mutex_lock(&page->lock));
    page->a -= 10;
    _exit(1);
}

static void lock_page(struct page *page)
{
    MUST(pthread_mutex_lock(&page->lock));
}

int main(void)
{
    struct page *page = make_page();
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        die_half_way(page);
    }
    MUST_SYS(waitpid(child, NULL, 0));
    demo_may_hang();
    lock_page(page);
    int sum = page->a + page->b;
    MUST(pthread_mutex_unlock(&page->lock));
    printf("the sum is %d of 100\n", sum);
    return sum == 100 ? 0 : 1;
}
