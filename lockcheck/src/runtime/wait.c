#include "runtime/wait.h"

#include "runtime/deadlock.h"
#include "runtime/exit.h"
#include "runtime/orphans.h"
#include "runtime/reporter.h"
#include "runtime/state.h"

static void deadline_in(clockid_t clock, uint32_t ms, struct timespec *ret_deadline)
{
    (void)clock_gettime(clock, ret_deadline);
    ret_deadline->tv_sec += ms / 1000;
    ret_deadline->tv_nsec += (long)(ms % 1000) * 1000000;
    if (ret_deadline->tv_nsec >= 1000000000) {
        ret_deadline->tv_nsec -= 1000000000;
        ret_deadline->tv_sec++;
    }
}

/* Set before there are threads. */
static bool s_in_one_piece;

void lc_wait_in_one_piece(void)
{
    s_in_one_piece = true;
}

bool lc_wait_patience(clockid_t clock, struct timespec *ret_deadline)
{
    if (s_in_one_piece) {
        return false;
    }
    deadline_in(clock, g_lc.options.hang_check_ms, ret_deadline);
    return true;
}

bool lc_wait_patience_long(clockid_t clock, struct timespec *ret_deadline)
{
    if (g_lc.options.hang_ms == 0 || s_in_one_piece) {
        return false;
    }
    uint32_t waited = g_lc.options.hang_check_ms;
    uint32_t left = g_lc.options.hang_ms > waited ? g_lc.options.hang_ms - waited : 1;
    deadline_in(clock, left, ret_deadline);
    return true;
}

void lc_wait_begin(struct lc_thread *self, const struct lc_wait *wait)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    self->wait = *wait;
    self->is_waiting = true;
    bool found = lc_deadlock_find_locked(self) || lc_orphans_find_locked(self);
    lc_cold_leave(self);
    lc_thread_leave(self);
    if (found) {
        lc_exit_on_deadlock();
    }
}

void lc_wait_end(struct lc_thread *self)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    self->is_waiting = false;
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_wait_for_self(struct lc_thread *self, const struct lc_wait *wait, enum lc_finding_kind kind)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    self->wait = *wait;
    bool found = lc_deadlock_self_locked(self, kind);
    lc_cold_leave(self);
    lc_thread_leave(self);
    if (found) {
        lc_exit_on_deadlock();
    }
}

void lc_wait_long(struct lc_thread *self)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    if (lc_deadlock_tell_long_wait_locked(self)) {
        lc_reporter_tell_now_locked();
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}
