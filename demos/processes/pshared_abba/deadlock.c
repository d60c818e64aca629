/*
 * processes/pshared_abba/deadlock.c - two processes, two orders.  Cure: fixed.c
 *
 * BUG     One process takes A then B, the other B then A, of the same two locks
 *         in shared memory.
 * WHEN    Both between their two lock calls. Here they take turns, so that this
 *         run survives. Each process alone is right: only who puts their traces
 *         together can see it.
 * FIX     One order for all processes.
 * PYTHON  S2, Locks have their own problems: two multiprocessing.Lock, two
 *         orders
 *
 * expect plain      ok
 * expect tsan-gcc   misses lock-order
 * expect tsan-clang misses lock-order
 * expect helgrind   misses lock-order
 * expect drd        misses lock-order
 * expect lockcheck  reports lock-order in ab and ba
 */
#include "../../common/demo.h"

#include <sys/mman.h>
#include <sys/wait.h>

struct page {
    pthread_mutex_t a;
    pthread_mutex_t b;
};

static int turn[2]; /* a pipe: who comes second waits for a byte */

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
    return page;
}

static void ab(struct page *page)
{
    MUST(pthread_mutex_lock(&page->a));
    MUST(pthread_mutex_lock(&page->b));
    MUST(pthread_mutex_unlock(&page->b));
    MUST(pthread_mutex_unlock(&page->a));
    MUST_SYS(write(turn[1], "!", 1));
}

static void ba(struct page *page)
{
    char byte;
    MUST_SYS(read(turn[0], &byte, 1));
    MUST(pthread_mutex_lock(&page->b));
    MUST(pthread_mutex_lock(&page->a));
    MUST(pthread_mutex_unlock(&page->a));
    MUST(pthread_mutex_unlock(&page->b));
}

static pid_t in_a_process(void (*work)(struct page *page), struct page *page)
{
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        work(page);
        exit(0);
    }
    return child;
}

int main(void)
{
    struct page *page = make_page();
    MUST_SYS(pipe(turn));
    pid_t first = in_a_process(ab, page);
    pid_t second = in_a_process(ba, page);
    MUST_SYS(waitpid(first, NULL, 0));
    MUST_SYS(waitpid(second, NULL, 0));
    printf("both processes are done\n");
    return 0;
}
