/*
 * processes/pshared_abba_hang/deadlock.c - two processes wait for each other.
 * Cure: fixed.c
 *
 * BUG     As in pshared_abba: A then B, B then A.
 * WHEN    Each has its first lock; forced by a meeting here. Now both wait for
 *         ever, and ps shows two processes that sleep.
 * FIX     One order for all processes.
 * PYTHON  S2, Locks have their own problems: two multiprocessing.Lock, two
 *         orders, two processes that never end
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   reports exit-holding in take_both
 * expect drd        hangs
 * expect lockcheck  reports deadlock in take_both
 */
#include "../../common/demo.h"

#include <sys/mman.h>
#include <sys/wait.h>

struct page {
    pthread_mutex_t a;
    pthread_mutex_t b;
    pthread_barrier_t meeting;
};

static struct page *make_page(void)
{
    pthread_mutexattr_t shared;
    struct page *page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    demo_must(page == MAP_FAILED ? errno : 0, "mmap", __FILE__, __LINE__);
    MUST(pthread_mutexattr_init(&shared));
    MUST(pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED));
    MUST(pthread_mutex_init(&page->a, &shared));
    MUST(pthread_mutex_init(&page->b, &shared));
    pthread_barrierattr_t for_both;
    MUST(pthread_barrierattr_init(&for_both));
    MUST(pthread_barrierattr_setpshared(&for_both, PTHREAD_PROCESS_SHARED));
    MUST(pthread_barrier_init(&page->meeting, &for_both, 2));
    return page;
}

static void take_both(struct page *page, pthread_mutex_t *first,
                      pthread_mutex_t *second)
{
    demo_may_hang();
    MUST(pthread_mutex_lock(first));
    demo_meet(&page->meeting); /* both have their first lock */
    MUST(pthread_mutex_lock(second));
    MUST(pthread_mutex_unlock(second));
    MUST(pthread_mutex_unlock(first));
}

int main(void)
{
    struct page *page = make_page();
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        take_both(page, &page->a, &page->b);
        exit(0);
    }
    take_both(page, &page->b, &page->a);
    MUST_SYS(waitpid(child, NULL, 0));
    printf("both processes are done\n");
    return 0;
}
