/*
 * exec/runner.h - runs tasks side by side, each with its time limit, until all have ended.
 *
 * A task that is over its limit gets SIGTERM (a detector may still write down what it knows), then
 * SIGKILL; its whole process group, and what left the group, goes with it. SIGINT or SIGTERM to
 * racegate does the same to every task and leaves the ones that never started as interrupted.
 *
 * Threads: none. One runner at a time in a process: it owns SIGCHLD, SIGINT, SIGTERM and SIGHUP.
 */
#ifndef RG_EXEC_RUNNER_H
#define RG_EXEC_RUNNER_H

#include "exec/process.h"

enum rg_end {
    RG_END_NONE, /* not run yet */
    RG_END_EXIT,
    RG_END_SIGNAL,
    RG_END_TIMEOUT,
    RG_END_FLOOD,       /* it printed more than RG_OUTPUT_BYTES_LIMIT, and was ended */
    RG_END_NOT_STARTED, /* status is an errno */
    RG_END_INTERRUPTED,
    RG_END_SKIPPED, /* something that it depends on failed */
};

/* What one test may print to one stream: a loop that prints must not fill the disk. */
#define RG_OUTPUT_BYTES_LIMIT (1LL << 30)

struct rg_task {
    struct rg_command_line command;
    const char *name; /* for progress */
    long timeout_ms;
    unsigned slots;      /* processors it keeps busy; at least 1 */
    bool is_alone;       /* nothing may run beside it */
    const size_t *after; /* indexes of tasks that must have ended before */
    size_t after_count;
    const char *const *locks; /* named resources: no two tasks at once that share one */
    size_t lock_count;
    /* Set by the runner. */
    enum rg_end end;
    int status; /* exit status or signal number */
    long long duration_ms;
    unsigned left_behind; /* processes that outlived it and were killed */
};

struct rg_runner_hooks {
    void (*started)(void *context, const struct rg_task *task);
    void (*ended)(void *context, struct rg_task *task);
    /* Called a few times a second. */
    void (*tick)(void *context, size_t running_count);
    void *context;
};

/* True when every task was run; false after an interruption. */
bool rg_runner_run(struct rg_task *tasks, size_t task_count, unsigned slot_count,
                   const struct rg_runner_hooks *hooks);
long long rg_now_ms(void);
/*
 * From here on SIGINT, SIGTERM and SIGHUP interrupt, also between two runs. Call it once, early.
 */
void rg_runner_catch_signals(void);
/* Did such a signal come? Stays true. */
bool rg_runner_was_interrupted(void);

#endif
