/*
 * processes/shm_counter/fixed.c - a process-shared mutex beside the counter.
 *
 * FIX     The mutex lies in the shared page, with PTHREAD_PROCESS_SHARED.
 * PYTHON  S0 S2, Sharing data across processes: with counter.get_lock():
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <sys/mman.h>
#include <sys/wait.h>

struct page {
    pthread_barrier_t start;
    pthread_mutex_t lock;
    long counter;
};

static long rounds = 1000;

static struct page *make_page(void)
{
    pthread_barrierattr_t shared;
    struct page *page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    demo_must(page == MAP_FAILED ? errno : 0, "mmap", __FILE__, __LINE__);
    MUST(pthread_barrierattr_init(&shared));
    MUST(pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED));
    MUST(pthread_barrier_init(&page->start, &shared, 2));
    pthread_mutexattr_t for_all;
    MUST(pthread_mutexattr_init(&for_all));
    MUST(pthread_mutexattr_setpshared(&for_all, PTHREAD_PROCESS_SHARED));
    MUST(pthread_mutex_init(&page->lock, &for_all));
    return page;
}

static void count_up(struct page *page)
{
    demo_meet(&page->start);
    for (long i = 0; i < rounds; i++) {
        MUST(pthread_mutex_lock(&page->lock));
        page->counter++;
        MUST(pthread_mutex_unlock(&page->lock));
    }
}

int main(int argc, char **argv)
{
    struct page *page = make_page();
    if (argc > 1) {
        rounds = atol(argv[1]);
    }
    pid_t child = (pid_t)MUST_SYS(fork());
    count_up(page);
    if (child == 0) {
        _exit(0);
    }
    MUST_SYS(waitpid(child, NULL, 0));
    long counter = page->counter;
    printf("counted %ld of %ld\n", counter, 2 * rounds);
    return counter == 2 * rounds ? 0 : 1;
}
