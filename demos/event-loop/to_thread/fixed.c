/*
 * event-loop/to_thread/fixed.c - in a thread that posts its answer.
 *
 * FIX     The thread waits for the server; the loop hears of the answer by
 *         call_soon_threadsafe, which orders it.
 * PYTHON  S4, to_thread: await asyncio.to_thread(ask)
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

#include <poll.h>

enum { TICKS_WANTED = 3, PATIENCE_MS = 1000 };

static struct loop *loop;
static int ends[2]; /* a pipe to the server */
static int ticks;   /* of the loop's thread */
static int answer;
static pthread_t asker;

/* The server's answer: yes if it hears three ticks, or it loses patience. */
static int ask(void)
{
    struct pollfd heard = {.fd = ends[0], .events = POLLIN};
    return MUST_SYS(poll(&heard, 1, PATIENCE_MS)) == 1 ? 'y' : 'n';
}

static void tick(void *unused)
{
    (void)unused;
    if (++ticks == TICKS_WANTED) {
        MUST_SYS(write(ends[1], "!", 1));
    }
    loop_after(loop, 1, tick, NULL);
}

static void *ask_in_thread(void *unused)
{
    answer = ask();
    loop_stop_threadsafe(loop);
    return unused;
}

static void start_asking(void *unused)
{
    (void)unused;
    MUST(pthread_create(&asker, NULL, ask_in_thread, NULL));
}

int main(void)
{
    MUST_SYS(pipe(ends));
    loop = loop_new();
    loop_call_soon(loop, start_asking, NULL);
    loop_after(loop, 1, tick, NULL);
    loop_run(loop);
    MUST(pthread_join(asker, NULL));
    loop_free(loop);
    printf("%d ticks, answer %c\n", ticks, answer);
    return answer == 'y' ? 0 : 1;
}
