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
    struct request *request = arg; /* the worker has it: not ours to free */
    next = request_new(request->loop);
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
    struct request *request = request_new(loop);
    MUST_SYS(sem_init(&timed_out, 0, 0));
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
