/*
 * signalling/barrier_destroy/racy.c - taken down too early.      Cure: fixed.c
 *
 * BUG     main() has passed the barrier and reuses its memory. The worker may
 *         still be on its way out of it.
 * WHEN    The worker is woken later than main(). POSIX forbids to destroy a
 *         barrier at which a thread is blocked; whether one that may leave and
 *         is still inside counts, it does not say. glibc's destroy waits for
 *         it, another library need not.
 * FIX     Join first.
 * PYTHON  S2, Barrier: nothing to destroy there
 * TOOLS   lockcheck tells of a barrier destroyed while it waits for more to
 *         come (destroy-awaited), and not of this, which glibc allows.
 *
 * expect plain      ok
 * expect tsan-gcc   reports data-race in main and work
 * expect tsan-clang reports data-race in main and work
 * expect helgrind   misses barrier-misuse
 * expect drd        reports barrier-misuse in main and work
 * expect lockcheck  misses barrier-misuse
 */
#include "../../common/demo.h"

static pthread_barrier_t phase_end;

static void *work(void *unused)
{
    (void)unused;
    demo_meet(&phase_end);
    return NULL;
}

int main(void)
{
    pthread_t worker;
    MUST(pthread_barrier_init(&phase_end, NULL, 2));
    MUST(pthread_create(&worker, NULL, work, NULL));
    demo_meet(&phase_end);
    MUST(pthread_barrier_destroy(&phase_end));
    MUST(pthread_barrier_init(&phase_end, NULL, 1));
    MUST(pthread_join(worker, NULL));
    puts("through the barrier");
    return 0;
}
