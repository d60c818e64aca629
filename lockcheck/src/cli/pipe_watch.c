#include "cli/pipe_watch.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/pipe_hang.h"
#include "cli/pipe_record.h"

enum { PAUSE_MS_MAX = 2000, NS_PER_MS = 1000000 };

static uint64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / NS_PER_MS;
}

void lc_pipe_watch_init(struct lc_pipe_watch *watch, const struct lc_options *options,
                        const char *folder)
{
    *watch = (struct lc_pipe_watch){
        .options = options, .folder = folder, .pause_ms = options->hang_check_ms};
}

static void say(const struct lc_hang *hang)
{
    fputs("lockcheck run: these processes hang at pipes, as the report will say:", stderr);
    for (size_t i = 0; i < hang->thread_count; i++) {
        if (i == 0 || hang->threads[i].pid != hang->threads[i - 1].pid) {
            fprintf(stderr, " %d", (int)hang->threads[i].pid);
        }
    }
    fputc('\n', stderr);
}

static void signal_them(const struct lc_hang *hang, int signal)
{
    for (size_t i = 0; i < hang->thread_count; i++) {
        if (i == 0 || hang->threads[i].pid != hang->threads[i - 1].pid) {
            (void)kill(hang->threads[i].pid, signal);
        }
    }
}

static void record(const struct lc_pipe_watch *watch, const struct lc_hang *hang, bool is_end)
{
    uint64_t waited_ns = (now_ms() - watch->seen_ms) * NS_PER_MS;
    int error = lc_pipe_record(hang, watch->folder, waited_ns, is_end);
    if (error) {
        fprintf(stderr, "lockcheck run: cannot write to %s that processes hang at pipes: %s\n",
                watch->folder, strerror(-error));
    }
}

/* A look at their stacks ends a write half-way, and so does the end of one of them for the others:
 * none is to run any more. */
static void end_them(const struct lc_pipe_watch *watch, const struct lc_hang *hang, int signal)
{
    signal_them(hang, SIGSTOP);
    record(watch, hang, true);
    signal_them(hang, signal);
    if (signal != SIGKILL) {
        signal_them(hang, SIGCONT); /* to the signal that is waiting, and no further */
    }
}

static void act(const struct lc_pipe_watch *watch, const struct lc_hang *hang)
{
    switch (watch->options->on_deadlock) {
    case LC_ON_DEADLOCK_REPORT:
        say(hang);
        record(watch, hang, false);
        break;
    case LC_ON_DEADLOCK_ABORT:
        end_them(watch, hang, SIGABRT);
        break;
    default:
        end_them(watch, hang, SIGKILL);
        break;
    }
}

uint64_t lc_pipe_watch_look(void *context)
{
    static struct lc_hang hang; /* large */
    struct lc_pipe_watch *watch = context;
    uint64_t now = now_ms(), seen = lc_hang_look(&hang);
    if (seen && seen == watch->seen) {
        act(watch, &hang);
        return 0; /* told once */
    }
    watch->seen = seen;
    watch->seen_ms = now;
    if (seen) {
        return watch->options->hang_check_ms;
    }
    watch->pause_ms = watch->pause_ms * 2 < PAUSE_MS_MAX ? watch->pause_ms * 2 : PAUSE_MS_MAX;
    return watch->pause_ms;
}
