#include "runtime/child_wait.h"

#include <errno.h>

#include "runtime/board.h"
#include "runtime/locks.h"
#include "runtime/shared.h"
#include "runtime/site.h"
#include "runtime/state.h"

bool lc_child_wait_begin(struct lc_thread *self, uint32_t pid, void *site, void *depth)
{
    int saved = errno;
    uint32_t stack = lc_stack_of_site(self, site, depth);
    lc_thread_enter(self);
    lc_cold_enter(self);
    /* A handler may wait for children in the middle of another wait, which says more. */
    bool is_to_tell = lc_shared_matters_locked() && lc_runtime_trace_roomy_locked() &&
                      !lc_load_relaxed(&self->is_waiting) && !lc_board_has_locked(self);
    if (is_to_tell) {
        self->wait = (struct lc_wait){
            .kind = LC_LOCK_PROCESS,
            .thread = pid,
            .stack = stack,
            .since_ns = lc_runtime_now_ns(),
        };
        lc_board_put_locked(self);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
    errno = saved;
    return is_to_tell;
}

void lc_child_wait_end(struct lc_thread *self)
{
    int saved = errno;
    lc_thread_enter(self);
    lc_cold_enter(self);
    lc_board_clear_locked(self);
    struct lc_lock *end = lc_lock_find_locked((uintptr_t)lc_board_end_of_child(self->wait.thread));
    if (end) {
        lc_lock_end_locked(end, LC_GONE_FREED); /* the number may be another child's some day */
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
    errno = saved;
}
