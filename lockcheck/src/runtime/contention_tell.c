/* The process ends: what was counted of contended locks goes to the trace. */
#include "runtime/contended.h"
#include "runtime/contention.h"
#include "runtime/finding.h"
#include "runtime/stack.h"
#include "runtime/state.h"

static lc_lock_id lock_of(const struct lc_contended_place *place)
{
    return lc_load_relaxed(&lc_contended_lock(place->lock)->id);
}

/* ---- Records ---- */

static bool is_notable(const struct lc_contended_place *place)
{
    return lock_of(place) && (lc_load_relaxed(&place->waits) || lc_load_relaxed(&place->hindered) ||
                              lc_load_relaxed(&place->takes));
}

static void write_use(const struct lc_contended_place *place)
{
    lc_stack_record_locked(place->stack);
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    struct lc_trace_use *use = lc_trace_begin(trace, LC_REC_USE, sizeof(*use));
    if (!use) {
        return;
    }
    use->lock = lock_of(place);
    use->stack = place->stack;
    use->waiter = lc_load_relaxed(&place->waiter);
    use->giver = lc_load_relaxed(&place->giver);
    use->waits = lc_load_relaxed(&place->waits);
    use->waited_ns = lc_load_relaxed(&place->waited_ns);
    use->waited_ns_max = lc_load_relaxed(&place->waited_ns_max);
    use->hindered = lc_load_relaxed(&place->hindered);
    use->hindered_ns = lc_load_relaxed(&place->hindered_ns);
    use->takes = lc_load_relaxed(&place->takes);
    use->held_ns = lc_load_relaxed(&place->held_ns);
    use->held_ns_max = lc_load_relaxed(&place->held_ns_max);
    lc_trace_commit(trace);
}

static void write_uses(void)
{
    for (uint32_t i = 0; i < LC_CONTENTION_PLACES && lc_runtime_trace_roomy_locked(); i++) {
        const struct lc_contended_place *place = lc_contended_place(i);
        if (place && is_notable(place)) {
            write_use(place);
        }
    }
}

/* ---- Findings ---- */

enum { PLACES_TOLD = 3 }; /* of those who waited, and of those who had it */

typedef uint64_t weight_fn(const struct lc_contended_place *place);

static uint64_t waited_at(const struct lc_contended_place *place)
{
    return lc_load_relaxed(&place->waited_ns);
}

static uint64_t hindered_at(const struct lc_contended_place *place)
{
    return lc_load_relaxed(&place->hindered_ns);
}

/* The places of the lock that weigh most, the heaviest first. Returns how many. */
static unsigned heaviest(lc_lock_id lock, weight_fn *weight,
                         const struct lc_contended_place *ret_places[PLACES_TOLD])
{
    unsigned count = 0;
    for (uint32_t i = 0; i < LC_CONTENTION_PLACES; i++) {
        const struct lc_contended_place *place = lc_contended_place(i);
        if (!place || lock_of(place) != lock || weight(place) == 0) {
            continue;
        }
        unsigned at = count < PLACES_TOLD ? count++ : PLACES_TOLD;
        for (; at > 0 && weight(ret_places[at - 1]) < weight(place); at--) {
            if (at < PLACES_TOLD) {
                ret_places[at] = ret_places[at - 1];
            }
        }
        if (at < PLACES_TOLD) {
            ret_places[at] = place;
        }
    }
    return count;
}

static void tell(lc_lock_id lock)
{
    const struct lc_contended_place *waiting[PLACES_TOLD], *having[PLACES_TOLD];
    unsigned waits = heaviest(lock, waited_at, waiting);
    unsigned gives = heaviest(lock, hindered_at, having);
    struct lc_finding_step steps[2 * PLACES_TOLD];
    struct lc_order_held held[PLACES_TOLD];
    for (unsigned i = 0; i < waits; i++) {
        steps[i] = (struct lc_finding_step){
            .step = {.thread = lc_load_relaxed(&waiting[i]->waiter),
                     .lock = lock,
                     .stack = waiting[i]->stack},
            .waited_ns = waited_at(waiting[i]),
        };
    }
    for (unsigned i = 0; i < gives; i++) {
        held[i] = (struct lc_order_held){.lock = lock, .stack = having[i]->stack};
        steps[waits + i] = (struct lc_finding_step){
            .step = {.thread = lc_load_relaxed(&having[i]->giver),
                     .held = &held[i],
                     .held_count = 1},
        };
    }
    lc_finding_write_locked(&(struct lc_finding){
        .kind = LC_FINDING_CONTENTION,
        .tier = LC_TIER_INFO,
        .detail = waits,
        .steps = steps,
        .step_count = waits + gives,
    });
}

/* In all lifetimes of the table's slots: one lock may have several. */
static uint64_t waited_for(lc_lock_id lock)
{
    uint64_t sum_ns = 0;
    for (uint32_t i = 0; i < LC_CONTENTION_LOCKS; i++) {
        const struct lc_contended *slot = lc_contended_lock(i);
        if (slot && lc_load_relaxed(&slot->id) == lock) {
            sum_ns += lc_load_relaxed(&slot->waited_ns);
        }
    }
    return sum_ns;
}

static bool is_first_slot_of(uint32_t index, lc_lock_id lock)
{
    uint32_t i = 0;
    while (i < index &&
           (!lc_contended_lock(i) || lc_load_relaxed(&lc_contended_lock(i)->id) != lock)) {
        i++;
    }
    return i == index;
}

/* A run so short that nobody could care is spared. */
static bool is_much(uint64_t waited_ns)
{
    const uint64_t least_ns = 100 * 1000 * 1000, percent = g_lc.options.contention;
    uint64_t run_ns = lc_runtime_now_ns() - g_lc.start_ns;
    return percent && waited_ns >= least_ns && waited_ns / percent >= run_ns / 100;
}

static void tell_much_contended(void)
{
    for (uint32_t i = 0; i < LC_CONTENTION_LOCKS; i++) {
        const struct lc_contended *slot = lc_contended_lock(i);
        lc_lock_id lock = slot ? lc_load_relaxed(&slot->id) : 0;
        if (lock && is_first_slot_of(i, lock) && is_much(waited_for(lock))) {
            tell(lock);
        }
    }
}

void lc_contention_tell_locked(void)
{
    if (lc_contended_any()) {
        write_uses();
        tell_much_contended();
    }
    if (lc_contended_is_full()) {
        lc_runtime_note_locked("more locks were contended, or more calls took them, than can be "
                               "counted: some waits are not",
                               false);
    }
}
