/*
 * event-loop/to_thread/racy.c - in a thread, its answer left in a plain
 * variable. Cure: fixed.c
 *
 * BUG     The thread writes the answer and a flag, the loop polls the flag.
 *         Nothing orders the answer before the flag, or the flag before the
 *         look.
 * WHEN    Always a race; on x86 it is rarely seen to go wrong, on others it is.
 * FIX     Post the answer.
 * PYTHON  S4, to_thread: a thread that writes to a shared dict and a loop that
 *         looks into it now and then
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      ok
 * expect tsan-gcc   reports data-race in ask_in_thread and tick
 * expect tsan-clang reports data-race in ask_in_thread and tick
 * expect helgrind   reports data-race in ask_in_thread and tick
 * expect drd        reports data-race in ask_in_thread and tick
 * expect lockcheck  misses data-race
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
static int answered;

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
    if (answered) {
        loop_stop(loop);
        return;
    }
    loop_after(loop, 1, tick, NULL);
}

static void *ask_in_thread(void *unused)
{
    answer = ask();
    answered = 1;
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
