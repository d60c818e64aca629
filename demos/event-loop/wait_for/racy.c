/*
 * event-loop/wait_for/racy.c - the request is freed, the worker is late.
 * Cure: fixed.c
 *
 * BUG     The caller gives up after its timeout and frees the request. The
 *         worker was not asked, finishes, and writes its answer into freed
 *         memory.
 * WHEN    The answer comes after the timeout: on bad days only. Forced here, by
 *         a flag that orders nothing.
 * FIX     The request lives until both are done with it: the loop frees it when
 *         the worker has reported back (fixed.c), or whoever is the last of the
 *         two (fixed_refcount.c).
 * PYTHON  S1, wait_for: the garbage collector keeps the object alive; the late
 *         answer is merely lost
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in new_zeros and work
 * expect tsan-clang reports data-race in new_zeros and work
 * expect helgrind   reports data-race in new_zeros and on_timeout and work
 * expect drd        reports data-race in on_timeout and work
 * expect lockcheck  misses use-after-free
 */
#include "../../common/demo.h"
#include "../common/loop.h"

#include <stdatomic.h>

struct request {
    struct loop *loop;
    int answer;
};

/* Relaxed: shows the order of the two, and does not make one. */
static atomic_int timed_out;
static int *next; /* whatever is allocated next */

static int *new_zeros(size_t bytes)
{
    int *zeros = malloc(bytes);
    demo_must(zeros == NULL ? ENOMEM : 0, "malloc", __FILE__, __LINE__);
    return memset(zeros, 0, bytes);
}

static void on_timeout(void *arg)
{
    struct request *request = arg;
    struct loop *loop = request->loop;
    free(request);
    next = new_zeros(sizeof(struct request)); /* gets what was freed */
    atomic_store_explicit(&timed_out, 1, memory_order_relaxed);
    loop_stop(loop);
}

static void *work(void *arg)
{
    struct request *request = arg;
    while (!atomic_load_explicit(&timed_out, memory_order_relaxed)) {
    }
    request->answer = 42;
    return NULL;
}

int main(void)
{
    pthread_t worker;
    struct loop *loop = loop_new();
    struct request *request = malloc(sizeof(*request));
    if (request == NULL) {
        return 2;
    }
    *request = (struct request){.loop = loop};
    loop_after(loop, 1, on_timeout, request);
    MUST(pthread_create(&worker, NULL, work, request));
    loop_run(loop);
    MUST(pthread_join(worker, NULL));
    int sum = 0;
    for (size_t i = 0; i < sizeof(*request) / sizeof(int); i++) {
        sum += next[i];
    }
    printf("the sum of nothing but zeros is %d\n", sum);
    free(next);
    loop_free(loop);
    return sum == 0 ? 0 : 1;
}
