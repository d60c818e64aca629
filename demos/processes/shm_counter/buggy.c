/*
 * processes/shm_counter/buggy.c - two processes, one counter.  Cure: fixed.c
 *
 * BUG     The lost update again: (*counter)++ is load, add, store, and two
 *         processes can be in it as well as two threads.
 * WHEN    Whenever both run at once, on two processors or in turns on one.
 *         Every detector watches one process: none can see the other half of
 *         this race.
 * FIX     A mutex that lives in the shared page and is process-shared
 *         (fixed.c), or an atomic (fixed_atomic.c).
 * PYTHON  S0 S2, Sharing data across processes: multiprocessing.Value('l'),
 *         value += 1 without get_lock()
 *
 * args plain        400000000..1600000000
 * expect plain      wrong
 * expect tsan-gcc   misses data-race
 * expect tsan-clang misses data-race
 * expect helgrind   misses data-race
 * expect drd        misses data-race
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

#include <sys/mman.h>
#include <sys/wait.h>

struct page {
    pthread_barrier_t start;
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
    return page;
}

static void count_up(struct page *page)
{
    demo_meet(&page->start);
    for (long i = 0; i < rounds; i++) {
        page->counter++;
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
