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
 * expect tsan-gcc   reports data-race in request_new and work
 * expect tsan-clang reports data-race in request_new and work
 * expect helgrind   reports data-race in on_timeout and request_new and work
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
static struct request *next; /* nobody answers it */

static struct request *request_new(struct loop *loop)
{
    struct request *request = malloc(sizeof(*request));
    MUST(request == NULL ? ENOMEM : 0);
    *request = (struct request){.loop = loop};
    return request;
}

static void on_timeout(void *arg)
{
    struct request *request = arg;
    struct loop *loop = request->loop;
    free(request);
    next = request_new(loop); /* gets what was freed */
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
    struct request *request = request_new(loop);
    loop_after(loop, 1, on_timeout, request);
    MUST(pthread_create(&worker, NULL, work, request));
    loop_run(loop);
    MUST(pthread_join(worker, NULL));
    int answer = next->answer;
    printf("the next request has not been answered: %d\n", answer);
    free(next);
    loop_free(loop);
    return answer == 0 ? 0 : 1;
}
