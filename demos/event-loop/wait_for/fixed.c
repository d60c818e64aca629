/*
 * event-loop/wait_for/fixed.c - freed by the loop, when the worker is done.
 *
 * FIX     The timeout marks the request as abandoned. The worker always reports
 *         back, and the loop, which owns the request, frees it then.
 * PYTHON  S1, wait_for: asyncio.shield
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"
#include "../common/loop.h"

struct request {
    struct loop *loop;
    int answer;
};

static sem_t timed_out;
static int *next; /* whatever is allocated next */

static int *new_zeros(size_t bytes)
{
    int *zeros = malloc(bytes);
    demo_must(zeros == NULL ? ENOMEM : 0, "malloc", __FILE__, __LINE__);
    return memset(zeros, 0, bytes);
}

static void on_timeout(void *arg)
{
    (void)arg; /* the worker has it: not ours to free yet */
    next = new_zeros(sizeof(struct request)); /* gets what was freed */
    MUST_SYS(sem_post(&timed_out));
}

static void on_answer(void *arg)
{
    struct request *request = arg;
    loop_stop(request->loop);
    free(request);
}

static void *work(void *arg)
{
    struct request *request = arg;
    MUST_SYS(sem_wait(&timed_out));
    request->answer = 42;
    loop_call_soon_threadsafe(request->loop, on_answer, request);
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
    MUST_SYS(sem_init(&timed_out, 0, 0));
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
