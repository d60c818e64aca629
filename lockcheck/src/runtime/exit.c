#include "runtime/exit.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/sys.h"
#include "runtime/contention.h"
#include "runtime/ending.h"
#include "runtime/last_words.h"
#include "runtime/nested.h"
#include "runtime/reporter.h"
#include "runtime/state.h"
#include "runtime/thread.h"

/* A vfork child shares our memory and is not us. */
static bool is_own_process(void)
{
    return (uint32_t)LC_SYS0(SYS_getpid) == g_lc.pid;
}

static bool is_main_thread(void)
{
    const struct lc_thread *self = lc_thread_inside();
    return self && self->tid == g_lc.pid;
}

static void close_trace_locked(enum lc_trace_state state, int status)
{
    struct lc_trace_header *header = g_lc.trace.header;
    if (!header) {
        return;
    }
    struct lc_thread *self = lc_thread_inside();
    if (self) {
        uint64_t tally = lc_load_relaxed(&self->tally);
        g_lc.counts.acquisitions += LC_TALLY_ACQUIRED(tally);
        lc_store_relaxed(&self->tally, tally & LC_TALLY_HELD_MASK);
    }
    header->counts = g_lc.counts;
    header->exit_status = status;
    header->end_monotonic_ns = lc_runtime_now_ns();
    header->state = state;
}

static bool has_something_to_say(void)
{
    return g_lc.options.report && g_lc.trace.header &&
           (g_lc.counts.findings > 0 || g_lc.options.verbosity > 0);
}

static int report_locked(enum lc_trace_state state, int status)
{
    if (state != LC_TRACE_EXECED) {
        lc_ending_tell_leaks_locked(state == LC_TRACE_EXITED && is_main_thread());
        lc_nested_tell_locked();
        lc_contention_tell_locked();
    }
    close_trace_locked(state, status);
    if (!has_something_to_say()) {
        return status;
    }
    int verdict = lc_reporter_run_locked();
    return verdict != 0 && g_lc.options.exitcode != 0 ? (int)g_lc.options.exitcode : status;
}

int lc_exit_report(enum lc_trace_state state, int status)
{
    struct lc_thread *self = tl_self;
    if (!lc_runtime_is_on() || g_lc.reported || lc_thread_inside() || !is_own_process()) {
        return status;
    }
    int saved = errno;
    if (self) {
        lc_thread_enter(self);
    }
    lc_cold_enter(self);
    if (!g_lc.reported) {
        g_lc.reported = true;
        status = report_locked(state, status);
    }
    lc_cold_leave(self);
    if (self) {
        lc_thread_leave(self);
    }
    errno = saved;
    return status;
}

/*
 * The thread that the signal interrupted may itself have cold: then there will be no report, rather
 * than no end.
 */
static bool cold_enter_in_time(void)
{
    enum { TRIES = 1000, NS_PER_TRY = 1000000 };
    const struct timespec pause = {0, NS_PER_TRY};
    for (int i = 0; i < TRIES; i++) {
        if (lc_futex_trylock(&g_lc.cold)) {
            return true;
        }
        (void)LC_SYS2(SYS_nanosleep, &pause, NULL);
    }
    return false;
}

void lc_exit_last_words(int signal)
{
    struct lc_thread *self = tl_self;
    if (!lc_runtime_is_on() || g_lc.reported || lc_thread_inside() || !is_own_process() ||
        !cold_enter_in_time()) {
        return;
    }
    if (self) {
        lc_thread_enter(self);
    }
    if (!g_lc.reported) {
        g_lc.reported = true;
        (void)report_locked(LC_TRACE_SIGNALED, signal);
    }
    lc_futex_unlock(&g_lc.cold);
    if (self) {
        lc_thread_leave(self);
    }
}

void lc_exit_resume(void)
{
    g_lc.reported = false;
    if (g_lc.trace.header) {
        g_lc.trace.header->end_monotonic_ns = 0;
        g_lc.trace.header->state = LC_TRACE_RUNNING;
    }
}

void lc_exit_on_failing_finding_locked(void)
{
    lc_last_words_prepare_locked();
    if (!g_lc.options.halt_on_error || g_lc.reported) {
        return;
    }
    g_lc.reported = true;
    close_trace_locked(LC_TRACE_UNDERSCORE_EXITED, (int)g_lc.options.exitcode);
    if (g_lc.options.report && lc_reporter_run_locked() == 0) {
        g_lc.reported = false; /* suppressed: carry on */
        g_lc.trace.header->state = LC_TRACE_RUNNING;
        return;
    }
    (void)LC_SYS1(SYS_exit_group, (int)g_lc.options.exitcode);
}

/* The report is out, or is the launcher's to print; what is left is to end. */
static _Noreturn void end_process(int status)
{
    if (g_lc.options.on_deadlock == LC_ON_DEADLOCK_ABORT) {
        abort();
    }
    (void)LC_SYS1(SYS_exit_group, status);
    __builtin_unreachable();
}

/* `self` may be NULL: a thread past its end. */
static void tell_now(struct lc_thread *self)
{
    if (self) {
        lc_thread_enter(self);
    }
    lc_cold_enter(self);
    lc_reporter_tell_now_locked();
    lc_cold_leave(self);
    if (self) {
        lc_thread_leave(self);
    }
}

void lc_exit_on_deadlock(void)
{
    if (g_lc.options.on_deadlock != LC_ON_DEADLOCK_REPORT) {
        int status = (int)g_lc.options.exitcode;
        (void)lc_exit_report(LC_TRACE_UNDERSCORE_EXITED, status);
        end_process(status);
    }
    if (lc_runtime_is_on()) {
        tell_now(tl_self);
    }
}

void lc_exit_tell_now(struct lc_thread *self)
{
    if (g_lc.options.report) {
        tell_now(self);
    }
}
