#include "cli/pipe_watch.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/asleep_news.h"
#include "cli/pipe_hang.h"
#include "cli/pipe_record.h"

/* A process whose threads all sleep has ASLEEP_MS to tell of it itself: it knows more. */
enum { PAUSE_MS_MAX = 2000, ASLEEP_MS = 2000, NS_PER_MS = 1000000 };

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
    fputs(hang->is_at_pipes
              ? "lockcheck run: these processes hang at pipes, as the report will say:"
              : "lockcheck run: all threads of this process sleep, as the report will say:",
          stderr);
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
        fprintf(stderr, "lockcheck run: cannot write to %s that processes hang: %s\n",
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

/* Of several processes that sleep, the first that is news: they have nothing to do with each other.
 */
static bool keep_first_news(const struct lc_pipe_watch *watch, struct lc_hang *hang)
{
    for (size_t i = 0, end; i < hang->thread_count; i = end) {
        pid_t pid = hang->threads[i].pid;
        for (end = i + 1; end < hang->thread_count && hang->threads[end].pid == pid;) {
            end++;
        }
        if (lc_asleep_is_news(watch->folder, pid)) {
            memmove(hang->threads, &hang->threads[i], (end - i) * sizeof(hang->threads[0]));
            hang->thread_count = end - i;
            return true;
        }
    }
    return false;
}

/* They have slept long enough. */
static void act_on_sleepers(struct lc_pipe_watch *watch, struct lc_hang *hang)
{
    if (keep_first_news(watch, hang)) {
        act(watch, hang);
    }
    watch->seen = 0; /* there may be more */
}

uint64_t lc_pipe_watch_look(void *context)
{
    static struct lc_hang hang; /* large */
    struct lc_pipe_watch *watch = context;
    uint64_t now = now_ms(), seen = lc_hang_look(&hang);
    if (seen && seen == watch->seen && hang.is_at_pipes) {
        act(watch, &hang);
        return 0; /* told once */
    }
    if (seen != watch->seen) {
        watch->seen = seen;
        watch->seen_ms = now;
    } else if (seen && now - watch->seen_ms >= ASLEEP_MS) {
        act_on_sleepers(watch, &hang);
        return PAUSE_MS_MAX;
    }
    if (seen) {
        return watch->options->hang_check_ms;
    }
    watch->pause_ms = watch->pause_ms * 2 < PAUSE_MS_MAX ? watch->pause_ms * 2 : PAUSE_MS_MAX;
    return watch->pause_ms;
}
