/*
 * exec/progress.h - what runs, what is left, and about how long: on standard error.
 *
 * On a terminal one line that is drawn again; otherwise a plain line for each task that ended.
 */
#ifndef RG_EXEC_PROGRESS_H
#define RG_EXEC_PROGRESS_H

#include "exec/runner.h"

struct rg_progress {
    size_t total, done;
    bool is_quiet, is_terminal;
    long long started_ms, drawn_ms;
    const char *last_started;
};

void rg_progress_start(struct rg_progress *progress, size_t total, bool is_quiet);
void rg_progress_task_started(struct rg_progress *progress, const struct rg_task *task);
void rg_progress_task_ended(struct rg_progress *progress, const struct rg_task *task);
void rg_progress_tick(struct rg_progress *progress, size_t running_count);
void rg_progress_end(struct rg_progress *progress);

#endif
