#include "exec/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

enum { NAME_BYTES = 48, REDRAW_MS = 250 };

void rg_progress_start(struct rg_progress *progress, size_t total, bool is_quiet)
{
    const char *terminal = getenv("TERM");
    memset(progress, 0, sizeof(*progress));
    progress->total = total;
    progress->is_quiet = is_quiet;
    progress->is_terminal = isatty(STDERR_FILENO) && getenv("CI") == NULL && terminal != NULL &&
                            strcmp(terminal, "dumb") != 0;
    progress->started_ms = rg_now_ms();
}

void rg_progress_task_started(struct rg_progress *progress, const struct rg_task *task)
{
    progress->last_started = task->name;
}

static void clear_line(const struct rg_progress *progress)
{
    if (progress->is_terminal && !progress->is_quiet) {
        fputs("\r\033[K", stderr);
    }
}

static const char *end_text(const struct rg_task *task, char buffer[32])
{
    switch (task->end) {
    case RG_END_EXIT:
        snprintf(buffer, 32, "status %d", task->status);
        break;
    case RG_END_SIGNAL:
        snprintf(buffer, 32, "signal %d", task->status);
        break;
    case RG_END_TIMEOUT:
        return "time limit";
    case RG_END_FLOOD:
        return "too much output";
    case RG_END_NOT_STARTED:
        return "not started";
    case RG_END_INTERRUPTED:
        return "interrupted";
    case RG_END_SKIPPED:
        return "not run";
    case RG_END_NONE:
        return "?";
    }
    return buffer;
}

void rg_progress_task_ended(struct rg_progress *progress, const struct rg_task *task)
{
    progress->done++;
    bool is_ordinary = task->end == RG_END_EXIT && task->status == 0;
    if (progress->is_quiet || (progress->is_terminal && is_ordinary)) {
        return;
    }
    char buffer[32];
    clear_line(progress);
    fprintf(stderr, "[%zu/%zu] ", progress->done, progress->total);
    rg_utf8_put(stderr, RG_ESCAPE_TERMINAL, task->name, 0);
    fprintf(stderr, "  %s, %lld.%lld s", end_text(task, buffer), task->duration_ms / 1000,
            task->duration_ms % 1000 / 100);
    if (task->left_behind > 0) {
        fprintf(stderr, ", left %u processes behind (killed)", task->left_behind);
    }
    fputs("\n", stderr);
}

void rg_progress_tick(struct rg_progress *progress, size_t running_count)
{
    long long now = rg_now_ms();
    if (progress->is_quiet || !progress->is_terminal || now - progress->drawn_ms < REDRAW_MS) {
        return;
    }
    progress->drawn_ms = now;
    clear_line(progress);
    fprintf(stderr, "[%zu/%zu] %zu running: ", progress->done, progress->total, running_count);
    rg_utf8_put(stderr, RG_ESCAPE_TERMINAL, progress->last_started, NAME_BYTES);
    if (progress->done > 0) {
        long long left_ms = (now - progress->started_ms) *
                            (long long)(progress->total - progress->done) /
                            (long long)progress->done;
        fprintf(stderr, "; about %lld s left", (left_ms + 999) / 1000);
    }
    fflush(stderr);
}

void rg_progress_end(struct rg_progress *progress)
{
    clear_line(progress);
}
