/*
 * event-loop/wait_for/fixed_refcount.c - freed by the last of the two.
 *
 * FIX     Two references, one each for loop and worker. Whoever drops the last
 *         one frees.
 * PYTHON  S1, wait_for: what the reference count of every Python object does
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

#include <stdatomic.h>

struct request {
    struct loop *loop;
    int answer;
    atomic_int references;
};

static sem_t timed_out;
static struct request *next; /* nobody answers it */

static struct request *request_new(struct loop *loop)
{
    struct request *request = malloc(sizeof(*request));
    MUST(request == NULL ? ENOMEM : 0);
    *request = (struct request){.loop = loop};
    atomic_init(&request->references, 2);
    return request;
}

static void drop(struct request *request)
{
    if (atomic_fetch_sub(&request->references, 1) == 1) {
        free(request);
    }
}

static void on_timeout(void *arg)
{
    struct request *request = arg;
    struct loop *loop = request->loop;
    drop(request);
    next = request_new(loop);
    MUST_SYS(sem_post(&timed_out));
    loop_stop(loop);
}

static void *work(void *arg)
{
    struct request *request = arg;
    MUST_SYS(sem_wait(&timed_out));
    request->answer = 42;
    drop(request);
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
