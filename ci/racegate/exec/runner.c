#include "exec/runner.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { GRACE_MS = 5000, TICK_MS = 200 };

enum stage { WAITING, RUNNING, ENDING, KILLED, DONE };

struct slot {
    enum stage stage;
    pid_t pid;
    long long started_ms, deadline_ms;
    enum rg_end reason; /* to end it, once it is not RUNNING any more */
};

struct runner {
    struct rg_task *tasks;
    struct slot *slots; /* one for each task */
    size_t task_count, running_count;
    unsigned slot_count, slots_used;
    const struct rg_runner_hooks *hooks;
    int signal_fd;
    bool is_interrupted;
};

static volatile sig_atomic_t s_was_interrupted;

bool rg_runner_was_interrupted(void)
{
    return s_was_interrupted;
}

/* Between two runs of the loop below, which reads signals itself. */
static void note_signal(int number)
{
    if (s_was_interrupted) {
        /* A second Ctrl-C means it. */
        (void)signal(number, SIG_DFL);
        (void)raise(number);
    }
    s_was_interrupted = true;
}

static const int s_ends[] = {SIGINT, SIGTERM, SIGHUP};

/* Under nohup the hang-up is not for us. */
static bool is_ignored(int number)
{
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

void rg_runner_catch_signals(void)
{
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof(s_ends) / sizeof(*s_ends); i++) {
        if (!is_ignored(s_ends[i])) {
            (void)sigaction(s_ends[i], &action, NULL);
        }
    }
}

long long rg_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static char *task_mark(const struct runner *runner, size_t index, char mark[64])
{
    (void)runner;
    snprintf(mark, 64, "%ld.%zu", (long)getpid(), index);
    return mark;
}

static unsigned slots_of(const struct runner *runner, const struct rg_task *task)
{
    unsigned wanted = task->slots == 0 ? 1 : task->slots;
    return task->is_alone || wanted > runner->slot_count ? runner->slot_count : wanted;
}

static bool shares_lock(const struct rg_task *a, const struct rg_task *b)
{
    for (size_t i = 0; i < a->lock_count; i++) {
        for (size_t j = 0; j < b->lock_count; j++) {
            if (strcmp(a->locks[i], b->locks[j]) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool may_start(const struct runner *runner, size_t index)
{
    const struct rg_task *task = &runner->tasks[index];
    if (runner->slots[index].stage != WAITING ||
        slots_of(runner, task) > runner->slot_count - runner->slots_used) {
        return false;
    }
    for (size_t i = 0; i < task->after_count; i++) {
        if (runner->slots[task->after[i]].stage != DONE) {
            return false;
        }
    }
    for (size_t i = 0; task->lock_count > 0 && i < runner->task_count; i++) {
        enum stage stage = runner->slots[i].stage;
        if (stage != WAITING && stage != DONE && shares_lock(task, &runner->tasks[i])) {
            return false;
        }
    }
    return true;
}

static void finish(struct runner *runner, size_t index)
{
    runner->slots[index].stage = DONE;
    if (runner->hooks->ended != NULL) {
        runner->hooks->ended(runner->hooks->context, &runner->tasks[index]);
    }
}

static void start(struct runner *runner, size_t index)
{
    struct rg_task *task = &runner->tasks[index];
    struct slot *slot = &runner->slots[index];
    char mark[64];
    int error = rg_process_start(&task->command, task_mark(runner, index, mark), &slot->pid);
    slot->started_ms = rg_now_ms();
    if (error != 0) {
        task->end = RG_END_NOT_STARTED;
        task->status = -error;
        finish(runner, index);
        return;
    }
    slot->deadline_ms = slot->started_ms + task->timeout_ms;
    slot->stage = RUNNING;
    runner->slots_used += slots_of(runner, task);
    runner->running_count++;
    if (runner->hooks->started != NULL) {
        runner->hooks->started(runner->hooks->context, task);
    }
}

static void give_up(struct runner *runner, enum rg_end end)
{
    for (size_t i = 0; i < runner->task_count; i++) {
        if (runner->slots[i].stage == WAITING) {
            runner->tasks[i].end = end;
            finish(runner, i);
        }
    }
}

static void start_what_may(struct runner *runner)
{
    if (runner->is_interrupted) {
        give_up(runner, RG_END_INTERRUPTED);
        return;
    }
    bool has_progress = false;
    for (size_t i = 0; i < runner->task_count; i++) {
        if (may_start(runner, i)) {
            start(runner, i);
            has_progress = true;
        }
    }
    /* Nothing runs and nothing may start: the rest wait for each other in a circle. */
    if (!has_progress && runner->running_count == 0) {
        give_up(runner, RG_END_SKIPPED);
    }
}

static void reap(struct runner *runner, size_t index, int wait_status)
{
    struct rg_task *task = &runner->tasks[index];
    struct slot *slot = &runner->slots[index];
    char mark[64];
    task->duration_ms = rg_now_ms() - slot->started_ms;
    task->end = slot->stage != RUNNING     ? slot->reason
                : WIFSIGNALED(wait_status) ? RG_END_SIGNAL
                                           : RG_END_EXIT;
    task->status = WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
    rg_process_signal(slot->pid, SIGKILL);
    task->left_behind = rg_process_sweep(task_mark(runner, index, mark));
    runner->slots_used -= slots_of(runner, task);
    runner->running_count--;
    finish(runner, index);
}

static void reap_all(struct runner *runner)
{
    int status;
    for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG)) {
        for (size_t i = 0; i < runner->task_count; i++) {
            enum stage stage = runner->slots[i].stage;
            if (runner->slots[i].pid == pid && stage != WAITING && stage != DONE) {
                reap(runner, i, status);
                break;
            }
        }
    }
}

static void end_task(struct runner *runner, size_t index, enum rg_end reason)
{
    struct slot *slot = &runner->slots[index];
    bool is_first = slot->stage == RUNNING;
    slot->reason = is_first ? reason : slot->reason;
    rg_process_signal(slot->pid, is_first ? SIGTERM : SIGKILL);
    /* A stopped process gets no SIGTERM before it runs again. */
    rg_process_signal(slot->pid, SIGCONT);
    slot->stage = is_first ? ENDING : KILLED;
    slot->deadline_ms = rg_now_ms() + GRACE_MS;
    if (!is_first) {
        char mark[64];
        (void)rg_process_sweep(task_mark(runner, index, mark));
    }
}

static bool is_too_large(const char *path)
{
    struct stat info;
    return path != NULL && stat(path, &info) == 0 && info.st_size > RG_OUTPUT_BYTES_LIMIT;
}

static void end_flooding_ones(struct runner *runner)
{
    for (size_t i = 0; i < runner->task_count; i++) {
        const struct rg_command_line *command = &runner->tasks[i].command;
        if (runner->slots[i].stage == RUNNING &&
            (is_too_large(command->output_path) || is_too_large(command->error_path))) {
            end_task(runner, i, RG_END_FLOOD);
        }
    }
}

static void end_late_ones(struct runner *runner)
{
    long long now = rg_now_ms();
    for (size_t i = 0; i < runner->task_count; i++) {
        enum stage stage = runner->slots[i].stage;
        if (stage != WAITING && stage != DONE && now >= runner->slots[i].deadline_ms) {
            end_task(runner, i, RG_END_TIMEOUT);
        }
    }
}

static void interrupt(struct runner *runner)
{
    /* A second Ctrl-C means it. */
    bool is_second = runner->is_interrupted;
    s_was_interrupted = true;
    runner->is_interrupted = true;
    for (size_t i = 0; i < runner->task_count; i++) {
        enum stage stage = runner->slots[i].stage;
        if (stage == RUNNING || (is_second && stage == ENDING)) {
            end_task(runner, i, RG_END_INTERRUPTED);
        }
    }
}

static void read_signals(struct runner *runner)
{
    struct signalfd_siginfo info;
    while (read(runner->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        if (info.ssi_signo != SIGCHLD) {
            interrupt(runner);
        }
    }
}

static bool is_done(const struct runner *runner)
{
    for (size_t i = 0; i < runner->task_count; i++) {
        if (runner->slots[i].stage != DONE) {
            return false;
        }
    }
    return true;
}

static void loop(struct runner *runner)
{
    start_what_may(runner);
    while (!is_done(runner)) {
        struct pollfd wait = {.fd = runner->signal_fd, .events = POLLIN};
        (void)poll(&wait, 1, TICK_MS);
        read_signals(runner);
        reap_all(runner);
        end_late_ones(runner);
        end_flooding_ones(runner);
        start_what_may(runner);
        if (runner->hooks->tick != NULL) {
            runner->hooks->tick(runner->hooks->context, runner->running_count);
        }
    }
}

bool rg_runner_run(struct rg_task *tasks, size_t task_count, unsigned slot_count,
                   const struct rg_runner_hooks *hooks)
{
    struct runner runner = {.tasks = tasks,
                            .task_count = task_count,
                            .slot_count = slot_count == 0 ? 1 : slot_count,
                            .hooks = hooks,
                            .is_interrupted = s_was_interrupted};
    sigset_t wanted, before;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGCHLD);
    for (size_t i = 0; i < sizeof(s_ends) / sizeof(*s_ends); i++) {
        if (!is_ignored(s_ends[i])) {
            sigaddset(&wanted, s_ends[i]);
        }
    }
    (void)sigprocmask(SIG_BLOCK, &wanted, &before);
    runner.signal_fd = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
    runner.slots = calloc(task_count + 1, sizeof(*runner.slots));
    if (runner.signal_fd >= 0 && runner.slots != NULL) {
        rg_process_adopt_orphans();
        loop(&runner);
    }
    free(runner.slots);
    if (runner.signal_fd >= 0) {
        close(runner.signal_fd);
    }
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return !runner.is_interrupted;
}
