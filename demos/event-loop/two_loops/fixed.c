/*
 * event-loop/two_loops/fixed.c - one loop, and a callback more.
 *
 * FIX     The same loop watches for the answer.
 * PYTHON  S0 S4, asyncio.run: await, and asyncio.run once, in main
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
    loop_watch(loop, pipe_ends[0], hear, loop);
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
