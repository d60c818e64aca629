#include "runtime/across_report.h"

#include <string.h>

#include "runtime/finding.h"
#include "runtime/state.h"

/* Of the finding at hand; under cold. */
static struct lc_finding_step s_steps[LC_ACROSS_NODES_MAX];
static struct lc_order_held s_held[LC_ACROSS_NODES_MAX][LC_WAIT_HELD_MAX];

/* Whose the numbers of a step are. */
static uint32_t record_peer(const struct lc_across_node *node)
{
    static uint32_t s_last_id; /* under cold; others' numbers do not matter */
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    size_t path_bytes = strlen(node->path);
    struct lc_trace_peer *peer = lc_trace_begin(trace, LC_REC_PEER, sizeof(*peer) + path_bytes);
    if (!peer) {
        return 0;
    }
    peer->id = ++s_last_id;
    peer->pid = node->pid;
    peer->start_monotonic_ns = node->start_ns;
    peer->path = lc_trace_put_text(peer, sizeof(*peer), node->path, path_bytes);
    lc_trace_commit(trace);
    return s_last_id;
}

static void fill_step(struct lc_finding_step *step, struct lc_order_held *held,
                      const struct lc_across_node *node)
{
    const struct lc_trace_wait *wait = &node->wait;
    uint32_t count = wait->held_count < LC_WAIT_HELD_MAX ? wait->held_count : LC_WAIT_HELD_MAX;
    for (uint32_t i = 0; i < count; i++) {
        held[i] = (struct lc_order_held){
            .lock = wait->held[i].lock, .mode = wait->held[i].mode, .stack = wait->held_stacks[i]};
    }
    *step = (struct lc_finding_step){
        .step =
            {
                .thread = wait->thread,
                .lock = wait->want.lock,
                .mode = wait->want.mode,
                .stack = wait->want_stack,
                .held = held,
                .held_count = count,
            },
        .waited_ns = lc_runtime_now_ns() - wait->since_ns,
        .is_foreign = !node->is_own,
    };
    if (step->is_foreign) {
        step->step.segment = record_peer(node);
    }
}

static void report(enum lc_finding_kind kind, enum lc_tier tier,
                   const struct lc_across_node *const *nodes, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        fill_step(&s_steps[i], s_held[i], nodes[i]);
    }
    lc_finding_write_locked(&(struct lc_finding){
        .kind = kind,
        .tier = tier,
        .flags = LC_FINDING_PEERS,
        .steps = s_steps,
        .step_count = count,
    });
}

void lc_across_report_ring_locked(const struct lc_across_node *const *ring, unsigned count)
{
    report(LC_FINDING_DEADLOCK, LC_TIER_DEADLOCK, ring, count);
}

void lc_across_report_long_wait_locked(const struct lc_across_node *const nodes[2])
{
    report(LC_FINDING_LONG_WAIT, LC_TIER_INFO, nodes, 2);
}
