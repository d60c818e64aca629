#include "report/merge.h"

#include <errno.h>
#include <stdlib.h>

#include "report/joint.h"
#include "report/merge_order.h"
#include "report/shared_lock.h"
#include "report/timeline.h"

struct merge {
    struct lc_merge_order of;
    struct lc_model *model;
    struct lc_timeline timeline;
    struct lc_order_held *held; /* room for the request at hand */
    size_t held_room;
    uint32_t found;
    bool is_cut; /* not all that orders threads was written down */
};

static const struct lc_trace_step *step_of(const struct lc_moment *moment)
{
    return &((const struct lc_trace_dependency *)(const void *)moment->record)->step;
}

static bool reserve(struct merge *merge, size_t count)
{
    if (count > merge->held_room) {
        struct lc_order_held *held = realloc(merge->held, count * sizeof(held[0]));
        if (!held) {
            merge->of.no_memory = true;
            return false;
        }
        merge->held = held;
        merge->held_room = count;
    }
    return true;
}

/* ---- Rings ---- */

static enum lc_tier tier_of(const struct merge *merge, enum lc_certainty certainty)
{
    return certainty == LC_CERTAINTY_PREDICTED && !merge->is_cut ? LC_TIER_PREDICTED
                                                                 : LC_TIER_POSSIBLE;
}

/* A step's "stack" is the moment that it comes from, which knows all of it. */
static const struct lc_moment *moment_of(const struct merge *merge,
                                         const struct lc_order_step *step)
{
    return &merge->timeline.items[step->stack];
}

static bool is_of_several(const struct merge *merge, const struct lc_order_ring *ring)
{
    uint32_t first = moment_of(merge, &ring->steps[0])->process;
    for (size_t i = 1; i < ring->step_count; i++) {
        if (moment_of(merge, &ring->steps[i])->process != first) {
            return true;
        }
    }
    return false;
}

static void take_ring(void *context, const struct lc_order_ring *ring)
{
    struct merge *merge = context;
    if (ring->certainty == LC_CERTAINTY_LATENT || !is_of_several(merge, ring)) {
        return;
    }
    struct lc_joint_step *steps = calloc(ring->step_count, sizeof(steps[0]));
    if (!steps) {
        merge->of.no_memory = true;
        return;
    }
    for (size_t i = 0; i < ring->step_count; i++) {
        const struct lc_moment *moment = moment_of(merge, &ring->steps[i]);
        steps[i].process = merge->model->processes[moment->process];
        steps[i].step = step_of(moment);
    }
    struct lc_joint joint = {
        .head = {.id = ++merge->found,
                 .kind = LC_FINDING_LOCK_ORDER,
                 .tier = (uint16_t)tier_of(merge, ring->certainty)},
        .steps = steps,
        .step_count = (uint32_t)ring->step_count,
    };
    merge->of.no_memory |= lc_joint_add(merge->model, &joint) != 0;
    free(steps);
}

/* ---- Dependencies ---- */

static void add_dependency(struct merge *merge, const struct lc_moment *moment)
{
    const struct lc_trace_step *step = step_of(moment);
    lc_lock_id want = lc_merge_lock(&merge->of, moment->process, step->want);
    size_t count = 0;
    if (!want || !reserve(merge, step->held_count)) {
        return;
    }
    for (uint32_t i = 0; i < step->held_count; i++) {
        lc_lock_id lock = lc_merge_lock(&merge->of, moment->process, step->held[i].lock);
        if (lock == want) {
            return; /* two mappings of one lock: a relock, and no order */
        }
        if (lock) {
            merge->held[count++] = (struct lc_order_held){.lock = lock, .mode = step->held[i].mode};
        }
    }
    struct lc_order_request request = {
        .thread = lc_merge_thread(&merge->of, moment->process, step->thread),
        .lock = want,
        .mode = step->want_mode,
        .stack = (uint32_t)(moment - merge->timeline.items),
        .held = merge->held,
        .held_count = count,
    };
    if (count && request.thread) {
        merge->of.no_memory |= lc_order_add(merge->of.order, &request, take_ring, merge) != 0;
    }
}

static void play(struct merge *merge)
{
    for (size_t i = 0; i < merge->timeline.count && !merge->of.no_memory; i++) {
        const struct lc_moment *moment = &merge->timeline.items[i];
        switch (moment->kind) {
        case LC_MOMENT_BEGIN:
            lc_merge_begin(&merge->of, moment->process);
            break;
        case LC_MOMENT_EVENT:
            lc_merge_event(&merge->of, moment->process, (const void *)moment->record);
            break;
        case LC_MOMENT_DEPENDENCY:
            add_dependency(merge, moment);
            break;
        case LC_MOMENT_END:
            lc_merge_end(&merge->of, moment->process);
            break;
        default:
            break;
        }
    }
}

/* ---- Is there anything to merge? ---- */

static bool are_several_sharing(const struct lc_model *model)
{
    size_t count = 0;
    for (size_t i = 0; i < model->process_count && count < 2; i++) {
        count += lc_process_shares(model->processes[i]);
    }
    return count >= 2;
}

static bool is_any_cut(const struct lc_model *model)
{
    for (size_t i = 0; i < model->process_count; i++) {
        const struct lc_process *process = model->processes[i];
        if (process->reader.cut || process->reader.skipped ||
            process->header.counts.dropped_trace_full ||
            process->header.used_bytes >= LC_TRACE_ROOMY_BYTES) {
            return true;
        }
    }
    return false;
}

int lc_merge(struct lc_model *model)
{
    if (!are_several_sharing(model)) {
        return 0;
    }
    struct merge merge = {.model = model, .is_cut = is_any_cut(model)};
    int error = lc_merge_order_init(&merge.of, model);
    if (!error) {
        error = lc_timeline_init(&merge.timeline, model);
    }
    if (!error) {
        play(&merge);
        error = merge.of.no_memory ? -ENOMEM : 0;
    }
    lc_timeline_fini(&merge.timeline);
    lc_merge_order_fini(&merge.of);
    free(merge.held);
    return error;
}
