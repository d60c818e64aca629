#include "runtime/finding.h"

#include "base/compiler.h"
#include "runtime/exit.h"
#include "runtime/locks.h"
#include "runtime/read_again.h"
#include "runtime/stack.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

static size_t step_bytes(size_t held_count)
{
    return sizeof(struct lc_trace_step) + held_count * sizeof(struct lc_trace_held);
}

static void record_thread(lc_thread_id id)
{
    struct lc_thread *thread = lc_thread_find_locked(id);
    if (thread) {
        lc_thread_record_locked(thread);
    }
}

static void record_thread_now(lc_thread_id id)
{
    struct lc_thread *thread = lc_thread_find_locked(id);
    if (thread) {
        lc_thread_record_now_locked(thread);
    }
}

static void record_lock(lc_lock_id id)
{
    struct lc_lock *lock = lc_lock_by_id_locked(id);
    if (lock) {
        lc_lock_record_locked(lock);
    }
}

/* Everything the step refers to goes before it. */
static void record_parts(const struct lc_order_step *step)
{
    record_thread(step->thread);
    record_lock(step->lock);
    lc_stack_record_locked(step->stack);
    for (size_t i = 0; i < step->held_count; i++) {
        record_lock(step->held[i].lock);
        lc_stack_record_locked(step->held[i].stack);
    }
}

static void fill_step(struct lc_trace_step *out, const struct lc_finding_step *finding_step)
{
    const struct lc_order_step *step = &finding_step->step;
    out->thread = step->thread;
    out->want = step->lock;
    out->want_mode = step->mode;
    out->want_stack = step->stack;
    out->waited_ns = finding_step->waited_ns;
    out->segment = step->segment;
    out->held_count = (uint32_t)step->held_count;
    for (size_t i = 0; i < step->held_count; i++) {
        out->held[i] = (struct lc_trace_held){
            .lock = step->held[i].lock,
            .mode = (uint16_t)step->held[i].mode,
            .stack = step->held[i].stack,
        };
    }
}

static size_t finding_bytes(const struct lc_finding *finding)
{
    size_t bytes = sizeof(struct lc_trace_finding);
    for (size_t i = 0; i < finding->step_count; i++) {
        bytes += step_bytes(finding->steps[i].step.held_count);
    }
    return bytes;
}

void lc_finding_write_locked(const struct lc_finding *finding)
{
    for (size_t i = 0; i < finding->step_count; i++) {
        if (!finding->steps[i].is_foreign) {
            record_parts(&finding->steps[i].step);
            record_thread_now(finding->steps[i].step.thread);
        }
    }
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    struct lc_trace_finding *record = lc_trace_begin(trace, LC_REC_FINDING, finding_bytes(finding));
    if (!record) {
        return;
    }
    record->record.flags = (uint16_t)finding->flags;
    record->id = (uint32_t)++g_lc.counts.findings;
    record->kind = (uint16_t)finding->kind;
    record->tier = (uint16_t)finding->tier;
    record->detail = finding->detail;
    record->elapsed_ns = lc_runtime_now_ns() - g_lc.start_ns;
    record->step_count = (uint32_t)finding->step_count;
    record->steps_offset = sizeof(*record);
    unsigned char *next = (unsigned char *)(record + 1);
    for (size_t i = 0; i < finding->step_count; i++) {
        fill_step((struct lc_trace_step *)next, &finding->steps[i]);
        next += step_bytes(finding->steps[i].step.held_count);
    }
    lc_trace_commit(trace);
    if (finding->tier <= LC_TIER_PREDICTED) {
        lc_exit_on_failing_finding_locked();
    }
}

static enum lc_tier tier_of(enum lc_certainty certainty)
{
    switch (certainty) {
    case LC_CERTAINTY_PREDICTED:
        return LC_TIER_PREDICTED;
    case LC_CERTAINTY_POSSIBLE:
        return LC_TIER_POSSIBLE;
    default:
        return LC_TIER_LATENT;
    }
}

/* Room for the steps of a ring; under cold. Rings are short, as a rule. */
static struct lc_finding_step *steps_for(size_t count)
{
    static struct lc_finding_step s_few[64];
    return count <= LC_COUNT_OF(s_few) ? s_few
                                       : lc_arena_alloc(&g_lc.arena, count * sizeof(s_few[0]));
}

void lc_finding_ring(void *context, const struct lc_order_ring *ring)
{
    (void)context;
    struct lc_finding_step *steps = steps_for(ring->step_count);
    if (!steps) {
        g_lc.counts.dropped_no_memory++;
        return;
    }
    for (size_t i = 0; i < ring->step_count; i++) {
        steps[i] = (struct lc_finding_step){.step = ring->steps[i]};
    }
    lc_finding_write_locked(&(struct lc_finding){
        .kind = lc_read_again_rename_locked(steps, ring->step_count) ? LC_FINDING_READ_AGAIN
                                                                     : LC_FINDING_LOCK_ORDER,
        .tier = tier_of(ring->certainty),
        .steps = steps,
        .step_count = ring->step_count,
    });
}

void lc_finding_dependency_locked(struct lc_thread *self, const struct lc_order_request *request)
{
    if (!lc_runtime_trace_roomy_locked()) {
        return;
    }
    const struct lc_order_step step = {
        .thread = request->thread,
        .segment = lc_order_segment(g_lc.order, self->id),
        .lock = request->lock,
        .mode = request->mode,
        .stack = request->stack,
        .held = request->held,
        .held_count = request->held_count,
    };
    record_parts(&step);
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    size_t bytes =
        sizeof(struct lc_trace_dependency) + request->held_count * sizeof(struct lc_trace_held);
    struct lc_trace_dependency *record = lc_trace_begin(trace, LC_REC_DEPENDENCY, bytes);
    if (record) {
        record->id = (uint32_t)g_lc.counts.dependencies;
        fill_step(&record->step, &(struct lc_finding_step){.step = step});
        record->step.at_ns = lc_runtime_now_ns();
        lc_trace_commit(trace);
    }
}
