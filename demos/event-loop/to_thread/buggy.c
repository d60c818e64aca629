/*
 * event-loop/to_thread/buggy.c - a blocking call in the loop.  Cure: fixed.c
 *
 * BUG     A callback that blocks stops all others: no timer, no connection, no
 *         signal is served until it returns.
 * WHEN    Always. How long is up to the slowest server that is ever asked.
 * FIX     Ask in a thread, and let it post the answer to the loop (fixed.c).
 * PYTHON  S4, to_thread: requests.get() in a coroutine
 *
 * link ../common/loop.c ../common/poller.c
 * expect plain      wrong
 * expect tsan-gcc   misses starvation
 * expect tsan-clang misses starvation
 * expect helgrind   misses starvation
 * expect drd        misses starvation
 * expect lockcheck  misses starvation
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

static void start_asking(void *unused)
{
    (void)unused;
    answer = ask();
    loop_stop(loop);
}

static void end_asking(void)
{
    /* it has ended */
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
