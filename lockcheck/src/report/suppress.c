#include "report/suppress.h"

#include <string.h>

#include "report/describe.h"
#include "report/pattern.h"
#include "report/wrapper.h"
#include "report/text_of.h"

static bool frame_matches(struct lc_arena *arena, const char *pattern, const struct lc_frame *frame)
{
    return (frame->function &&
            (lc_pattern_matches(pattern, frame->function) ||
             lc_pattern_matches(pattern, lc_function_short(arena, frame->function)))) ||
           (frame->file && lc_pattern_matches(pattern, frame->file)) ||
           lc_pattern_matches(pattern, frame->module_path);
}

static bool stack_matches(struct lc_resolver *resolver, const struct lc_process *process,
                          const char *pattern, uint32_t stack)
{
    struct lc_frames frames = lc_resolve_stack(resolver, process, stack);
    for (size_t i = 0; i < frames.count; i++) {
        if (frame_matches(&resolver->arena, pattern, &frames.items[i])) {
            return true;
        }
    }
    return false;
}

static bool lock_matches(struct lc_resolver *resolver, const struct lc_process *process,
                         const char *pattern, uint32_t lock)
{
    if (lock == 0) {
        return false;
    }
    struct lc_lock_words words = lc_describe_lock(resolver, process, lock);
    return words.named && lc_pattern_matches(pattern, words.name);
}

static bool finding_matches(struct lc_resolver *resolver, const struct lc_finding *finding,
                            const char *pattern)
{
    for (uint32_t i = 0; i < finding->step_count; i++) {
        const struct lc_trace_step *step = finding->steps[i];
        const struct lc_trace_held *held = lc_finding_held(finding, i);
        if (stack_matches(resolver, finding->process, pattern, step->want_stack) ||
            lock_matches(resolver, finding->process, pattern, step->want) ||
            (held && (stack_matches(resolver, finding->process, pattern, held->stack) ||
                      lock_matches(resolver, finding->process, pattern, held->lock)))) {
            return true;
        }
    }
    return false;
}

static bool called_from(struct lc_resolver *resolver, const struct lc_process *process,
                        const char *pattern, uint32_t stack)
{
    struct lc_frames frames = lc_resolve_stack(resolver, process, stack);
    return frames.count && lc_pattern_matches(pattern, frames.items[0].module_path);
}

/* Did a library of this name make one of the calls? */
static bool finding_called_from(struct lc_resolver *resolver, const struct lc_finding *finding,
                                const char *pattern)
{
    for (uint32_t i = 0; i < finding->step_count; i++) {
        const struct lc_trace_held *held = lc_finding_held(finding, i);
        if (called_from(resolver, finding->process, pattern, finding->steps[i]->want_stack) ||
            (held && called_from(resolver, finding->process, pattern, held->stack))) {
            return true;
        }
    }
    return false;
}

static bool covers(struct lc_resolver *resolver, const struct lc_suppression *suppression,
                   const struct lc_finding *finding)
{
    const char *type = suppression->type;
    if (strcmp(type, "fingerprint") == 0) {
        return strcmp(suppression->pattern, finding->fingerprint) == 0;
    }
    if (strcmp(type, "called_from_lib") == 0) {
        return finding_called_from(resolver, finding, suppression->pattern);
    }
    if (suppression->kind) {
        return suppression->kind == finding->kind &&
               finding_matches(resolver, finding, suppression->pattern);
    }
    return finding->kind->suppression && strcmp(type, finding->kind->suppression) == 0 &&
           finding_matches(resolver, finding, suppression->pattern);
}

const struct lc_suppression *lc_suppressions_match(struct lc_suppressions *suppressions,
                                                   struct lc_resolver *resolver,
                                                   const struct lc_finding *finding)
{
    for (size_t i = 0; i < suppressions->count; i++) {
        struct lc_suppression *suppression = &suppressions->items[i];
        if (covers(resolver, suppression, finding)) {
            suppression->hits += finding->count;
            return suppression;
        }
    }
    return NULL;
}

bool lc_suppression_is_unused(const struct lc_suppression *suppression)
{
    return suppression->hits == 0 && strncmp(suppression->type, "race", 4) != 0;
}

/* Who asks for what the step wants, or else who took what it holds. */
static const struct lc_frame *caller_of(struct lc_resolver *resolver,
                                        const struct lc_finding *finding, uint32_t index)
{
    const struct lc_process *process = finding->process;
    const struct lc_trace_held *held = lc_finding_held(finding, index);
    const struct lc_frame *caller = lc_lock_caller(
        resolver, process, finding->steps[index]->want_stack, held ? held->stack : 0);
    if ((!caller || !caller->function) && held) {
        caller = lc_lock_caller(resolver, process, held->stack, 0);
    }
    return caller;
}

const char *lc_suppression_line(struct lc_resolver *resolver, const struct lc_finding *finding,
                                uint32_t step)
{
    enum { TELLING_NAME_BYTES = 4 }; /* a shorter one is found inside too many others */
    struct lc_arena *arena = &resolver->arena;
    const struct lc_frame *caller = caller_of(resolver, finding, step);
    if (!caller || !caller->function) {
        return lc_text_of(arena, "#!lockcheck fingerprint:%s", finding->fingerprint);
    }
    const char *function = lc_function_short(arena, caller->function);
    bool tie = strlen(function) < TELLING_NAME_BYTES;
    const char *pattern = lc_text_of(arena, tie ? "^%s$" : "%s", function);
    if (finding->kind->suppression) {
        return lc_text_of(arena, "%s:%s", finding->kind->suppression, pattern);
    }
    return lc_text_of(arena, "#!lockcheck %s:%s", lc_kind_name(finding->kind), pattern);
}
