/*
 * processes/crashed_owner/buggy.c - the lock is repaired, the data is not.
 * Cure: fixed.c
 *
 * BUG     A robust mutex, declared consistent at once: the half-done move of
 *         the dead owner stays half done, now with everybody's blessing.
 * WHEN    The owner died between the two stores.
 * FIX     First the invariant, then pthread_mutex_consistent.
 * PYTHON  S2, Locks have their own problems: a new lock for the old data
 *
 * expect plain      wrong
 * expect tsan-gcc   misses atomicity
 * expect tsan-clang misses atomicity
 * expect helgrind   reports api-error in lock_page, exit-holding in
 *                   die_half_way, unlock-not-locked in main
 * expect drd        reports unlock-not-locked in main
 * expect lockcheck  misses atomicity
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
    MUST(pthread_mutexattr_setrobust(&shared, PTHREAD_MUTEX_ROBUST));
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
    int error = pthread_mutex_lock(&page->lock);
    if (error == EOWNERDEAD) {
        error = pthread_mutex_consistent(&page->lock);
    }
    MUST(error);
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
