#include "runtime/wait.h"

#include "runtime/across.h"
#include "runtime/board.h"
#include "runtime/deadlock.h"
#include "runtime/exit.h"
#include "runtime/held.h"
#include "runtime/long_wait.h"
#include "runtime/orphans.h"
#include "runtime/reporter.h"
#include "runtime/state.h"
#include "runtime/stuck.h"

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

/* Told before it began to block, by lc_wait_for_self(). */
static bool was_told(const struct lc_thread *self, const struct lc_wait *wait)
{
    return self->wait.is_told && self->wait.object == wait->object &&
           self->wait.since_ns == wait->since_ns;
}

/* From here on others read what this thread holds, and where it took it. */
static void publish_locked(struct lc_thread *self, const struct lc_wait *wait)
{
    bool is_told = was_told(self, wait);
    self->wait = *wait;
    self->wait.is_told = is_told;
    if (wait->call) {
        const struct lc_held asked = {.info = wait->call};
        self->wait.stack = lc_site_confirm_locked(self, &asked);
    }
    lc_held_confirm_locked(self);
}

void lc_wait_begin(struct lc_thread *self, const struct lc_wait *wait)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    publish_locked(self, wait);
    lc_store_relaxed(&self->is_waiting, true);
    lc_board_put_locked(self);
    bool found = lc_deadlock_find_locked(self) || lc_orphans_find_locked(self) ||
                 lc_across_look_locked(self) || lc_stuck_look_locked(self);
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
    lc_store_relaxed(&self->is_waiting, false);
    lc_store_relaxed(&self->keeps_watch, false);
    lc_board_clear_locked(self);
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_wait_for_self(struct lc_thread *self, const struct lc_wait *wait, enum lc_finding_kind kind)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    publish_locked(self, wait);
    bool found = lc_deadlock_self_locked(self, kind);
    self->wait.is_told = found;
    lc_cold_leave(self);
    lc_thread_leave(self);
    if (found) {
        lc_exit_on_deadlock();
    }
}

static void tell_long_locked(struct lc_thread *self)
{
    self->wait.is_told_long = true;
    if (lc_long_wait_tell_locked(self)) {
        lc_reporter_tell_now_locked();
    }
}

void lc_wait_long(struct lc_thread *self)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    tell_long_locked(self);
    lc_cold_leave(self);
    lc_thread_leave(self);
}

/* ---- In parts ---- */

enum { SLICE_MS_MAX = 1000, NS_PER_MS = 1000000 };

/* How long until hang_ms are over; 0: they are, UINT64_MAX: that is of no interest (any more). */
static uint64_t long_wait_in_ms(const struct lc_wait *wait)
{
    /* A thread that is joined may well live long. */
    if (g_lc.options.hang_ms == 0 || wait->is_told_long || wait->kind == LC_LOCK_THREAD ||
        wait->is_signal) {
        return UINT64_MAX;
    }
    uint64_t waited_ms = (lc_runtime_now_ns() - wait->since_ns) / NS_PER_MS;
    return waited_ms < g_lc.options.hang_ms ? g_lc.options.hang_ms - waited_ms : 0;
}

/* Threads whose parts all began at once do not always meet. */
static uint32_t slice_ms(const struct lc_thread *self)
{
    uint32_t ms = g_lc.options.hang_check_ms;
    uint32_t slices = lc_across_is_near(self) ? 0 : self->wait.slices;
    for (uint32_t i = 0; i < slices && ms < SLICE_MS_MAX; i++) {
        ms *= 2;
    }
    return ms + ms / 64 * (self->id % 16);
}

/*
 * To tell means to run the tool, with cold held. Of thousands that wait for long each would do it,
 * and they whom they wait for would get nowhere: telling takes a twentieth of the time at most.
 */
static void tell_long_in_turn_locked(struct lc_thread *self)
{
    enum { REST_FACTOR = 20 };
    static uint64_t s_not_before_ns; /* under cold */
    uint64_t start_ns = lc_runtime_now_ns();
    if (start_ns < s_not_before_ns) {
        return; /* after the next part */
    }
    tell_long_locked(self);
    uint64_t end_ns = lc_runtime_now_ns();
    s_not_before_ns = end_ns + REST_FACTOR * (end_ns - start_ns);
}

static bool look_locked(struct lc_thread *self)
{
    bool found = lc_deadlock_look_again_locked() || lc_across_look_locked(self) ||
                 lc_stuck_look_locked(self);
    if (!found && long_wait_in_ms(&self->wait) == 0) {
        tell_long_in_turn_locked(self);
    }
    return found;
}

/*
 * Between two parts. Returns whether threads hang, and that was told now. Who waits in vain has
 * time to look after the next part instead: where thousands wait, those who have work to do would
 * stand in line behind all who look.
 */
static bool look_around(struct lc_thread *self)
{
    lc_thread_enter(self);
    bool found = false;
    if (lc_cold_try_enter(self)) {
        found = look_locked(self);
        lc_cold_leave(self);
    }
    lc_thread_leave(self);
    return found;
}

bool lc_wait_slice(struct lc_thread *self, clockid_t clock, struct timespec *ret_deadline)
{
    if (s_in_one_piece) {
        return false;
    }
    if (self->wait.slices > 0 && look_around(self)) {
        lc_exit_on_deadlock();
    }
    lc_store_relaxed(&self->keeps_watch, !self->wait.is_told);
    if (self->wait.is_told) {
        return false; /* for ever */
    }
    uint64_t ms = slice_ms(self), long_in_ms = long_wait_in_ms(&self->wait);
    self->wait.slices++;
    self->wait.slice_ns = lc_runtime_now_ns();
    deadline_in(clock, (uint32_t)(long_in_ms < ms && long_in_ms ? long_in_ms : ms), ret_deadline);
    return true;
}
