/*
 * event-loop/two_loops/deadlock.c - a second loop inside of the first.
 * Cure: fixed.c
 *
 * BUG     A callback wants to wait, and runs a loop of its own for it. The
 *         outer loop stands still meanwhile, and with it the server that is to
 *         answer.
 * WHEN    Always, when the answer comes from the same thread. Otherwise only
 *         all timers of the outer loop are late. No tool says so: a loop that
 *         sleeps in epoll_wait may be idle.
 * FIX     One loop for the thread: do not wait, ask to be called.
 * PYTHON  S0 S4, asyncio.run: asyncio.run in a coroutine raises RuntimeError,
 *         cannot be called from a running event loop
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   hangs
 * expect drd        hangs
 * expect lockcheck  hangs
 */
#include "../../common/demo.h"
#include "../common/loop.h"

static struct loop *loop;
static int pipe_ends[2];
static char answer;

static void hear(void *loop_of_asker)
{
    MUST_SYS(read(pipe_ends[0], &answer, 1));
    loop_stop(loop_of_asker);
}

static void ask(void *unused)
{
    (void)unused;
    struct loop *inner = loop_new();
    loop_watch(inner, pipe_ends[0], hear, inner);
    loop_run(inner);
    loop_free(inner);
    loop_stop(loop);
}

/* The server, a callback of the same loop. */
static void serve(void *unused)
{
    (void)unused;
    MUST_SYS(write(pipe_ends[1], "y", 1));
}

int main(void)
{
    demo_may_hang();
    MUST_SYS(pipe(pipe_ends));
    loop = loop_new();
    loop_call_soon(loop, ask, NULL);
    loop_call_soon(loop, serve, NULL);
    loop_run(loop);
    loop_free(loop);
    printf("answer %c\n", answer);
    return answer == 'y' ? 0 : 1;
}
