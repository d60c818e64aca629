#include "report/advice.h"

#include "base/hash.h"
#include "report/advice_stuck.h"
#include "report/describe.h"
#include "report/finding_words.h"
#include "report/wrapper.h"
#include "report/text_of.h"

/* Dependencies by the lock they ask for: chains of 1 + index into process->dependencies; 0 ends. */
struct dependency_index {
    struct lc_map first; /* by lock id: where its chain starts, in `next` */
    uint32_t *next;      /* by dependency */
};

void lc_advisor_fini(struct lc_advisor *advisor)
{
    for (size_t i = 0; i < advisor->indexes.slot_count; i++) {
        struct dependency_index *index = advisor->indexes.slots[i].value;
        if (index) {
            lc_map_fini(&index->first);
        }
    }
    lc_map_fini(&advisor->indexes);
}

static const struct lc_trace_step *step_of(const struct lc_process *process, uint32_t dependency)
{
    const struct lc_trace_dependency *record =
        (const void *)process->dependencies.items[dependency];
    return &record->step;
}

/* The newest dependency that asks for `want`, or 0. */
static uint32_t chain_of(const struct dependency_index *index, uint32_t want)
{
    return (uint32_t)(uintptr_t)lc_map_get(&index->first, want);
}

static struct dependency_index *index_of(struct lc_advisor *advisor, struct lc_resolver *resolver,
                                         const struct lc_process *process)
{
    struct dependency_index *index = lc_map_get(&advisor->indexes, (uintptr_t)process);
    if (index) {
        return index;
    }
    struct lc_arena *arena = &resolver->arena;
    index = lc_report_alloc(arena, sizeof(*index));
    index->next = lc_report_alloc(arena, (process->dependencies.count + 1) * sizeof(uint32_t));
    for (uint32_t i = 0; i < process->dependencies.count; i++) {
        uint32_t want = step_of(process, i)->want;
        index->next[i] = chain_of(index, want);
        (void)lc_map_put(&index->first, want, (void *)(uintptr_t)(i + 1));
    }
    (void)lc_map_put(&advisor->indexes, (uintptr_t)process, index);
    return index;
}

static const struct lc_trace_held *find_held(const struct lc_trace_step *step, uint32_t lock)
{
    for (uint32_t i = 0; i < step->held_count; i++) {
        if (step->held[i].lock == lock) {
            return &step->held[i];
        }
    }
    return NULL;
}

/* The place that asks for the step's lock, as one number; 0: not known. */
static uint64_t caller_of(struct lc_resolver *resolver, const struct lc_process *process,
                          const struct lc_trace_step *step, uint32_t held_stack)
{
    const struct lc_frame *caller = lc_lock_caller(resolver, process, step->want_stack, held_stack);
    return caller ? lc_hash_mix((uintptr_t)caller->module ^ caller->offset) : 0;
}

/* At how many call sites is `want` asked for while `held` is held? At least one: the finding's. */
static uint32_t count_sites(struct lc_resolver *resolver, const struct lc_process *process,
                            const struct dependency_index *index, uint32_t lock, uint32_t want)
{
    struct lc_map seen = {0};
    uint32_t at = chain_of(index, want);
    while (at) {
        const struct lc_trace_step *step = step_of(process, at - 1);
        const struct lc_trace_held *held = find_held(step, lock);
        uint64_t site = held ? caller_of(resolver, process, step, held->stack) : 0;
        if (site) {
            (void)lc_map_put(&seen, site, &seen); /* no memory: counts too few */
        }
        at = index->next[at - 1];
    }
    uint32_t count = (uint32_t)seen.used;
    lc_map_fini(&seen);
    return count ? count : 1;
}

/* How often each step's order is kept elsewhere: the least kept one, and whether it is alone. */
struct minority {
    uint32_t step;
    uint32_t sites;
    uint32_t other_sites; /* of the least kept among the others */
};

static struct minority find_minority(struct lc_resolver *resolver,
                                     const struct dependency_index *index,
                                     const struct lc_finding *finding)
{
    const struct lc_process *process = finding->process;
    struct minority found = {0, UINT32_MAX, UINT32_MAX};
    for (uint32_t i = 0; i < finding->step_count; i++) {
        const struct lc_trace_held *held = lc_finding_held(finding, i);
        uint32_t sites =
            held ? count_sites(resolver, process, index, held->lock, finding->steps[i]->want) : 1;
        if (sites < found.sites) {
            found.other_sites = found.sites;
            found.sites = sites;
            found.step = i;
        } else if (sites < found.other_sites) {
            found.other_sites = sites;
        }
    }
    return found;
}

static const char *place_of(struct lc_resolver *resolver, const struct lc_finding *finding,
                            uint32_t step)
{
    const struct lc_trace_held *held = lc_finding_held(finding, step);
    const struct lc_frame *caller = lc_lock_caller(
        resolver, finding->process, finding->steps[step]->want_stack, held ? held->stack : 0);
    if (!caller) {
        return "a place that was not recorded";
    }
    return caller->file
               ? lc_describe_place(&resolver->arena, finding->process, caller->file, caller->line)
               : lc_describe_function(&resolver->arena, caller);
}

static const char *advise_minority(struct lc_resolver *resolver, const struct lc_finding *finding,
                                   const struct minority *odd)
{
    struct lc_arena *arena = &resolver->arena;
    const struct lc_trace_held *held = lc_finding_held(finding, odd->step);
    const char *inner = lc_finding_lock_name(resolver, finding, held->lock);
    const char *outer = lc_finding_lock_name(resolver, finding, finding->steps[odd->step]->want);
    const char *place = place_of(resolver, finding, odd->step);
    if (finding->step_count > 2) {
        return lc_text_of(arena,
                          "take %s before %s at %s too; then the other steps of the ring agree on "
                          "one order",
                          outer, inner, place);
    }
    if (odd->sites == 1) {
        return lc_text_of(arena,
                          "take %s before %s here too (%u call sites do, this one does not: %s)",
                          outer, inner, odd->other_sites, place);
    }
    return lc_text_of(arena,
                      "take %s before %s here too (%u call sites do, these %u do not; one is %s)",
                      outer, inner, odd->other_sites, odd->sites, place);
}

static const char *advise_choice(struct lc_resolver *resolver, const struct lc_finding *finding)
{
    struct lc_arena *arena = &resolver->arena;
    if (finding->step_count > 2) {
        return lc_text_of(arena,
                          "choose one order for these %u locks and keep it everywhere; turning "
                          "round one step is enough, such as the one at %s",
                          finding->step_count, place_of(resolver, finding, 0));
    }
    const char *a = lc_finding_lock_name(resolver, finding, finding->steps[1]->want);
    const char *b = lc_finding_lock_name(resolver, finding, finding->steps[0]->want);
    return lc_text_of(
        arena,
        "choose one order for %s and %s and keep it everywhere (%s asks for %s second, "
        "%s asks for %s second)",
        a, b, place_of(resolver, finding, 0), b, place_of(resolver, finding, 1), a);
}

/* Something in the ring that is waited for and is no lock: no order of locks would help. */
static const struct lc_trace_lock *find_no_lock(const struct lc_finding *finding)
{
    for (uint32_t i = 0; i < finding->step_count; i++) {
        const struct lc_trace_lock *lock =
            lc_process_lock(finding->process, finding->steps[i]->want);
        if (lock && lock->kind >= LC_LOCK_COND) {
            return lock;
        }
    }
    return NULL;
}

static const char *advise_no_lock(const struct lc_trace_lock *lock, const char *usual)
{
    switch (lock->kind) {
    case LC_LOCK_BARRIER:
        return "hold nothing at a barrier that those who are still to come need, and let as many "
               "threads come as it counts";
    case LC_LOCK_ONCE:
        return "release the lock before what may run the initializer, or do not take it in there";
    default:
        return usual;
    }
}

/* Is each step's lock known, and one that another step holds? */
static bool is_ring_of_locks(const struct lc_finding *finding)
{
    for (uint32_t i = 0; i < finding->step_count; i++) {
        if (!lc_process_lock(finding->process, finding->steps[i]->want) ||
            !lc_finding_held(finding, i)) {
            return false;
        }
    }
    return true;
}

struct lc_advice lc_advise(struct lc_advisor *advisor, struct lc_resolver *resolver,
                           const struct lc_finding *finding)
{
    enum lc_finding_kind kind = finding->kind->kind;
    struct lc_advice advice = {finding->kind->advice, 0};
    if (kind == LC_FINDING_LONG_WAIT && finding->step_count == 2 && finding->steps[1]->want) {
        advice.text =
            "do not keep this lock while waiting for something else: release it before, or "
            "wait on a condition that goes with this very lock";
        return advice;
    }
    if (kind == LC_FINDING_GLOBAL_DEADLOCK) {
        advice.text = lc_advise_stuck(resolver, finding, advice.text);
        return advice;
    }
    if (kind == LC_FINDING_DEADLOCK && finding->step_count == 1) {
        advice.text = "let another thread join this one, or detach it";
        return advice;
    }
    if ((kind != LC_FINDING_LOCK_ORDER && kind != LC_FINDING_DEADLOCK) ||
        lc_finding_ring(resolver, finding)[0] == '\0') {
        return advice;
    }
    const struct lc_trace_lock *no_lock = find_no_lock(finding);
    if (no_lock) {
        advice.text = advise_no_lock(no_lock, advice.text);
        return advice;
    }
    if (!is_ring_of_locks(finding)) {
        return advice;
    }
    struct dependency_index *index = index_of(advisor, resolver, finding->process);
    struct minority odd = find_minority(resolver, index, finding);
    if (odd.sites < odd.other_sites) {
        advice.odd_step = odd.step;
        advice.text = advise_minority(resolver, finding, &odd);
    } else {
        advice.text = advise_choice(resolver, finding);
    }
    return advice;
}
