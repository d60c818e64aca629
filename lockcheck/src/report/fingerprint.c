#include "report/fingerprint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "report/wrapper.h"
#include "report/text_of.h"

/* Few enough to survive a change further out. Lock wrappers come on top of these: every lock of the
 * program is taken in them, and what calls them tells its defects apart. */
enum { FRAMES_PER_STACK = 3 };

/* "transfer.part.0" is transfer: what the optimiser does to a function is not its identity. */
static const char *plain_function(struct lc_arena *arena, const char *function)
{
    const char *name = lc_function_short(arena, function);
    const char *dot = strchr(name, '.');
    return dot && dot != name ? lc_text_copy(arena, name, (size_t)(dot - name)) : name;
}

/* Order matters, and equal values must not cancel: a stack often occurs twice in a step. */
static uint64_t combine(uint64_t seed, uint64_t value)
{
    return lc_hash_mix(lc_hash_fold(seed, 1) ^ value);
}

static uint64_t hash_text(uint64_t seed, const char *text)
{
    return combine(seed, lc_hash_bytes(text, strlen(text)));
}

static uint64_t hash_frame(struct lc_arena *arena, uint64_t seed, const struct lc_frame *frame)
{
    seed = hash_text(seed, lc_path_base(frame->module_path));
    if (frame->function) {
        return hash_text(seed, plain_function(arena, frame->function));
    }
    /* Generated code has no place of its own. */
    return combine(seed, frame->module ? frame->offset : 0);
}

static uint64_t hash_stack(struct lc_resolver *resolver, const struct lc_process *process,
                           uint32_t stack)
{
    struct lc_frames frames = lc_resolve_stack(resolver, process, stack);
    const struct lc_frame *top = lc_frames_top(frames);
    bool project = top && top->project;
    uint64_t hash = 0;
    int taken = 0;
    for (size_t i = 0; i < frames.count && taken < FRAMES_PER_STACK; i++) {
        if (frames.items[i].project == project) {
            hash = hash_frame(&resolver->arena, hash, &frames.items[i]);
            taken += !lc_is_wrapper(resolver, &frames.items[i]);
        }
    }
    return hash;
}

static uint64_t hash_step(struct lc_resolver *resolver, const struct lc_finding *finding,
                          uint32_t index)
{
    const struct lc_trace_held *held = lc_finding_held(finding, index);
    uint64_t hash = hash_stack(resolver, finding->process, finding->steps[index]->want_stack);
    return held ? combine(hash, hash_stack(resolver, finding->process, held->stack)) : hash;
}

/* Where to start reading a ring so that it reads smallest. Two candidates race; the one that loses
 * steps past all that the comparison has ruled out, so the whole is linear. */
static uint32_t least_rotation(const uint64_t *steps, uint32_t count)
{
    uint32_t a = 0;
    uint32_t b = 1;
    uint32_t same = 0;
    while (a < count && b < count && same < count) {
        uint64_t left = steps[(a + same) % count];
        uint64_t right = steps[(b + same) % count];
        if (left == right) {
            same++;
            continue;
        }
        if (left > right) {
            a += same + 1;
        } else {
            b += same + 1;
        }
        b += a == b;
        same = 0;
    }
    return a < b ? a : b;
}

static int compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

/* A stuck process, or a contended lock: how many threads wait at the same place is chance, as is
 * their order. */
static uint64_t combine_places(uint64_t *steps, uint32_t count)
{
    uint64_t places = 0;
    qsort(steps, count, sizeof(*steps), compare);
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || steps[i] != steps[i - 1]) {
            places = combine(places, steps[i]);
        }
    }
    return places;
}

static uint64_t combine_in_order(const struct lc_finding *finding, const uint64_t *steps)
{
    uint32_t count = finding->step_count;
    uint32_t first = finding->kind->ring ? least_rotation(steps, count) : 0;
    uint64_t places = 0;
    for (uint32_t i = 0; i < count; i++) {
        places = combine(places, steps[(first + i) % count]);
    }
    return places;
}

void lc_fingerprint(struct lc_resolver *resolver, struct lc_finding *finding)
{
    uint32_t count = finding->step_count;
    uint64_t *steps = lc_report_alloc(&resolver->arena, count * sizeof(*steps));
    for (uint32_t i = 0; i < count; i++) {
        steps[i] = hash_step(resolver, finding, i);
    }
    bool is_contention = finding->kind->kind == LC_FINDING_CONTENTION;
    uint32_t unordered = is_contention ? count : lc_finding_stuck_count(finding);
    finding->places =
        unordered ? combine_places(steps, unordered) : combine_in_order(finding, steps);
    (void)snprintf(finding->fingerprint, LC_FINGERPRINT_BYTES, "%016llx",
                   (unsigned long long)hash_text(finding->places, lc_kind_name(finding->kind)));
}
