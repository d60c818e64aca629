#include "runtime/far_holder.h"

#include <string.h>

#include "base/proc_file.h"
#include "runtime/across_report.h"
#include "runtime/board.h"
#include "runtime/ending.h"
#include "runtime/finding.h"
#include "runtime/locks.h"
#include "runtime/peers.h"
#include "runtime/snapshot.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

/* It is at work, or in no process that is checked. */
static void tell_of_thread(struct lc_thread *self, uint32_t pid, uint32_t tid)
{
    const struct lc_lock *lock = lc_lock_find_locked((uintptr_t)self->wait.object);
    const struct lc_order_held held = {.lock = lock ? lock->id : 0, .mode = LC_MODE_WRITE};
    const struct lc_ended holder = {.id = lc_thread_new_id_locked(), .tid = tid};
    char name[LC_PROC_NAME_BYTES];
    lc_proc_name("/proc/", tid, name);
    if (!lock || !lc_ended_record_locked(&holder, name)) {
        return;
    }
    struct lc_finding_step steps[] = {
        {.step = {.thread = self->id,
                  .lock = lock->id,
                  .mode = self->wait.mode,
                  .stack = self->wait.stack},
         .waited_ns = lc_runtime_now_ns() - self->wait.since_ns},
        {.step = {.thread = holder.id, .held = &held, .held_count = 1}},
    };
    lc_snapshot_clear_locked();
    steps[0].step.held_count = lc_snapshot_held_locked(self, &steps[0].step.held);
    lc_finding_write_locked(&(struct lc_finding){
        .kind = LC_FINDING_LONG_WAIT,
        .tier = LC_TIER_INFO,
        .detail = pid,
        .steps = steps,
        .step_count = 2,
    });
}

/* The owner's wait; pid 0: it does not wait. */
struct search {
    uint32_t tid;
    struct lc_across_node node;
};

static bool take_wait(void *context, const struct lc_peer *peer, const struct lc_trace_wait *wait)
{
    struct search *search = context;
    if (wait->tid != search->tid || peer->is_gone) {
        return false;
    }
    search->node =
        (struct lc_across_node){.wait = *wait, .pid = peer->pid, .start_ns = peer->start_ns};
    memcpy(search->node.path, peer->path, sizeof(peer->path));
    return true;
}

static bool tell_of_wait(const struct lc_thread *self, const struct lc_peer *peer, uint32_t tid)
{
    static struct search s_search; /* under cold, and large */
    static struct lc_across_node s_own;
    s_search = (struct search){.tid = tid};
    if (!peer || peer->is_gone || !lc_peer_waits_locked(peer, take_wait, &s_search)) {
        return false;
    }
    s_own = (struct lc_across_node){.wait = *self->board, .pid = g_lc.pid, .is_own = true};
    const struct lc_across_node *const nodes[2] = {&s_own, &s_search.node};
    lc_across_report_long_wait_locked(nodes);
    return true;
}

bool lc_far_holder_tell_locked(struct lc_thread *self)
{
    uint32_t tid = lc_board_has_locked(self) ? self->board->owner_tid : 0;
    uint32_t pid = tid && !lc_thread_by_tid_locked(tid) ? lc_process_of_thread_locked(tid) : 0;
    if (!pid || pid == g_lc.pid ||
        !lc_finding_is_news_locked(LC_FINDING_LONG_WAIT, self->wait.stack)) {
        return false;
    }
    if (!tell_of_wait(self, lc_peer_of_thread_locked(tid), tid)) {
        tell_of_thread(self, pid, tid);
    }
    return true;
}
