#include "cli/run_child.h"

#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/compiler.h"
#include "cli/descendants.h"

enum { GRACE_MS = 2000, FOREVER_MS = 3600 * 1000 };

/* Signals that we take while the program runs. All but SIGCHLD are for the program. */
static const int taken_signals[] = {SIGCHLD, SIGTERM, SIGHUP,  SIGINT,
                                    SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH};

struct watch {
    const struct lc_child_plan *plan;
    pid_t pid;
    bool ended; /* the program; *end is valid */
    struct lc_child_end *end;
    uint64_t next_look_ms;   /* on the same clock as: */
    uint64_t next_action_ms; /* on the clock of now_ms(); UINT64_MAX: none */
};

static uint64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int spawn(const struct lc_child_plan *plan, const sigset_t *mask, pid_t *ret_pid)
{
    posix_spawnattr_t attributes;
    int error = posix_spawnattr_init(&attributes);
    if (error) {
        return -error;
    }
    (void)posix_spawnattr_setsigmask(&attributes, mask);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    error = posix_spawn(ret_pid, plan->path, NULL, &attributes, plan->argv, plan->environment);
    (void)posix_spawnattr_destroy(&attributes);
    return -error;
}

/* Collect what has ended. False: nothing is left that we wait for. */
static bool reap(struct watch *watch)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == watch->pid) {
            watch->ended = true;
            watch->end->wait_status = status;
        }
    }
    if (!watch->ended) {
        return true;
    }
    return watch->plan->wait_for_all && pid == 0;
}

static void signal_all(struct watch *watch, int number)
{
    if (watch->plan->wait_for_all || watch->end->timed_out) {
        lc_descendants_signal(number);
    } else if (!watch->ended) {
        (void)kill(watch->pid, number);
    }
}

/* The time limit: first politely, then for good. Traces survive either. */
static void act_on_timeout(struct watch *watch)
{
    bool first = !watch->end->timed_out;
    watch->end->timed_out = true;
    signal_all(watch, first ? SIGTERM : SIGKILL);
    signal_all(watch, SIGCONT); /* a stopped process does not see SIGTERM */
    watch->next_action_ms = now_ms() + (first ? GRACE_MS : GRACE_MS / 10);
}

static void look(struct watch *watch)
{
    uint64_t again_ms = watch->plan->look(watch->plan->look_context);
    watch->next_look_ms = again_ms ? now_ms() + again_ms : UINT64_MAX;
}

static void wait_for_signal(struct watch *watch, const sigset_t *signals)
{
    uint64_t now = now_ms();
    uint64_t left_ms = FOREVER_MS, next_ms = watch->next_action_ms;
    next_ms = watch->next_look_ms < next_ms ? watch->next_look_ms : next_ms;
    if (next_ms != UINT64_MAX) {
        left_ms = next_ms > now ? next_ms - now : 0;
    }
    struct timespec limit = {(time_t)(left_ms / 1000), (long)(left_ms % 1000) * 1000000};
    siginfo_t info;
    int number = sigtimedwait(signals, &info, &limit);
    if (number > 0 && number != SIGCHLD && info.si_code <= 0) {
        signal_all(watch, number); /* from a process; what the kernel sends, it got itself */
    }
    if (now_ms() >= watch->next_look_ms) {
        look(watch);
    }
    if (now_ms() >= watch->next_action_ms) {
        act_on_timeout(watch);
    }
}

/* After a time limit, whatever was orphaned by its parent's end is ours; end it too. */
static void clean_up(struct watch *watch)
{
    if (watch->end->timed_out) {
        lc_descendants_signal(SIGKILL);
        while (waitpid(-1, NULL, 0) > 0) {
            lc_descendants_signal(SIGKILL);
        }
    }
}

int lc_child_run(const struct lc_child_plan *plan, struct lc_child_end *ret_end)
{
    sigset_t taken, before;
    sigemptyset(&taken);
    for (size_t i = 0; i < LC_COUNT_OF(taken_signals); i++) {
        sigaddset(&taken, taken_signals[i]);
    }
    *ret_end = (struct lc_child_end){0};
    if (plan->wait_for_all || plan->timeout_ms) {
        /* Orphans become our children, so that none escapes. Else they go to init, as without us.
         */
        (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
    }
    (void)signal(SIGCHLD, SIG_DFL); /* an inherited SIG_IGN would hide the exit status from us */
    (void)sigprocmask(SIG_BLOCK, &taken, &before);
    struct watch watch = {
        .plan = plan, .end = ret_end, .next_action_ms = UINT64_MAX, .next_look_ms = UINT64_MAX};
    int error = spawn(plan, &before, &watch.pid);
    if (error == 0) {
        if (plan->timeout_ms) {
            watch.next_action_ms = now_ms() + plan->timeout_ms;
        }
        if (plan->look) {
            watch.next_look_ms = now_ms() + plan->look_ms;
        }
        while (reap(&watch)) {
            wait_for_signal(&watch, &taken);
        }
        clean_up(&watch);
    }
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return error;
}
