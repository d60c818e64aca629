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
static int ticks;      /* of the loop's thread */
static int request[2]; /* pipes to the server and back */
static int response[2];
static int answer;
static pthread_t asker;

/* It answers when it hears that the loop has ticked, or loses patience. */
static void *serve(void *unused)
{
    char ok = 'y';
    (void)unused;
    struct pollfd heard = {.fd = request[0], .events = POLLIN};
    if (MUST_SYS(poll(&heard, 1, PATIENCE_MS)) == 0) {
        ok = 'n';
    }
    MUST_SYS(write(response[1], &ok, 1));
    return NULL;
}

/* Ask the server, and wait for its answer. */
static int ask(void)
{
    char byte;
    MUST_SYS(read(response[0], &byte, 1));
    return byte;
}

static void tick(void *unused)
{
    (void)unused;
    if (++ticks == TICKS_WANTED) {
        MUST_SYS(write(request[1], "!", 1));
    }
    loop_after(loop, 1, tick, NULL);
}

static void *ask_in_thread(void *unused)
{
    (void)unused;
    answer = ask();
    loop_stop_threadsafe(loop);
    return NULL;
}

static void start_asking(void *unused)
{
    (void)unused;
    MUST(pthread_create(&asker, NULL, ask_in_thread, NULL));
}

static void end_asking(void)
{
    MUST(pthread_join(asker, NULL));
}

int main(void)
{
    pthread_t server;
    MUST_SYS(pipe(request));
    MUST_SYS(pipe(response));
    loop = loop_new();
    loop_call_soon(loop, start_asking, NULL);
    loop_after(loop, 1, tick, NULL);
    MUST(pthread_create(&server, NULL, serve, NULL));
    loop_run(loop);
    end_asking();
    MUST(pthread_join(server, NULL));
    loop_free(loop);
    printf("%d ticks, answer %c\n", ticks, answer);
    return answer == 'y' ? 0 : 1;
}
