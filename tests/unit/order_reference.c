#include "order_reference.h"

#include <assert.h>
#include <string.h>

enum { RING_MAX = 8 };

void ref_init(struct ref *ref)
{
    memset(ref, 0, sizeof(*ref));
}

static unsigned node_new(struct ref *ref)
{
    assert(ref->node_count < REF_SEGMENTS);
    return ref->node_count++;
}

/* `first` and everything before it are before `second`. */
static void order_nodes(struct ref *ref, unsigned first, unsigned second)
{
    ref->before[first][second] = true;
    for (unsigned i = 0; i < ref->node_count; i++) {
        ref->before[i][second] |= ref->before[i][first];
    }
}

static void next_segment(struct ref *ref, lc_thread_id thread)
{
    unsigned node = node_new(ref);
    order_nodes(ref, ref->now[thread], node);
    ref->now[thread] = node;
    ref->number[thread]++;
}

void ref_start(struct ref *ref, lc_thread_id thread, lc_thread_id parent)
{
    ref->alive[thread] = true;
    ref->now[thread] = node_new(ref);
    if (parent) {
        order_nodes(ref, ref->now[parent], ref->now[thread]);
        next_segment(ref, parent);
    }
}

void ref_join(struct ref *ref, lc_thread_id joiner, lc_thread_id joined)
{
    ref->alive[joined] = false;
    next_segment(ref, joiner);
    order_nodes(ref, ref->now[joined], ref->now[joiner]);
}

void ref_phase(struct ref *ref, const lc_thread_id *threads, size_t thread_count)
{
    unsigned barrier = node_new(ref);
    for (size_t i = 0; i < thread_count; i++) {
        order_nodes(ref, ref->now[threads[i]], barrier);
    }
    for (size_t i = 0; i < thread_count; i++) {
        next_segment(ref, threads[i]);
        order_nodes(ref, barrier, ref->now[threads[i]]);
    }
}

static uint64_t bit(lc_lock_id lock)
{
    return UINT64_C(1) << lock;
}

void ref_withdraw(struct ref *ref, lc_lock_id lock)
{
    for (size_t i = 0; i < ref->dependency_count; i++) {
        struct ref_dependency *d = &ref->dependencies[i];
        bool any_left = false;
        for (size_t j = 0; j < d->held_count; j++) {
            if (d->held[j].lock == lock) {
                d->withdrawn |= bit(lock);
            }
            any_left |= !(d->withdrawn & bit(d->held[j].lock));
        }
        d->gone |= d->lock == lock || !any_left;
    }
}

/* How it holds a lock: an enum lc_mode, or -1 for not at all. */
static int mode_held(const struct ref_dependency *d, lc_lock_id lock)
{
    for (size_t i = 0; i < d->held_count; i++) {
        if (d->held[i].lock == lock && !(d->withdrawn & bit(lock))) {
            return (int)d->held[i].mode;
        }
    }
    return -1;
}

static bool is_same(const struct ref_dependency *d, const struct ref_dependency *e)
{
    if (d->segment != e->segment || d->lock != e->lock || d->mode != e->mode ||
        d->held_count != e->held_count) {
        return false;
    }
    for (size_t i = 0; i < d->held_count; i++) {
        bool found = false;
        for (size_t j = 0; j < e->held_count; j++) {
            found |= d->held[i].lock == e->held[j].lock && d->held[i].mode == e->held[j].mode;
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

bool ref_add(struct ref *ref, const struct lc_order_request *request)
{
    assert(ref->dependency_count < REF_DEPENDENCIES && request->held_count <= REF_HELD);
    struct ref_dependency *d = &ref->dependencies[ref->dependency_count];
    *d = (struct ref_dependency){
        .thread = request->thread,
        .segment = ref->now[request->thread],
        .number = ref->number[request->thread],
        .lock = request->lock,
        .mode = request->mode,
        .held_count = request->held_count,
    };
    memcpy(d->held, request->held, request->held_count * sizeof(d->held[0]));
    for (size_t i = 0; i < ref->dependency_count; i++) {
        if (is_same(&ref->dependencies[i], d)) {
            return false;
        }
    }
    ref->dependency_count++;
    return true;
}

/* ---- The rules ---- */

static bool rule_1_locks(const struct ref *ref, const size_t *ring, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        for (size_t j = 0; j < i; j++) {
            if (ref->dependencies[ring[i]].lock == ref->dependencies[ring[j]].lock) {
                return false;
            }
        }
    }
    return true;
}

static bool rule_1_threads(const struct ref *ref, const size_t *ring, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        for (size_t j = 0; j < i; j++) {
            if (ref->dependencies[ring[i]].thread == ref->dependencies[ring[j]].thread) {
                return false;
            }
        }
    }
    return true;
}

/* Does what the first asks for have to wait for the second? */
static bool rule_2(const struct ref *ref, const struct ref_dependency *asks,
                   const struct ref_dependency *holds)
{
    int mode = mode_held(holds, asks->lock);
    return mode >= 0 && (asks->mode == LC_MODE_WRITE || mode == LC_MODE_WRITE ||
                         (ref->lock_flags[asks->lock] & LC_ORDER_LOCK_WRITER_FIRST));
}

static bool rule_3(const struct ref *ref, const size_t *ring, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        for (size_t j = 0; j < i; j++) {
            for (lc_lock_id lock = 1; lock < REF_LOCKS; lock++) {
                int a = mode_held(&ref->dependencies[ring[i]], lock);
                int b = mode_held(&ref->dependencies[ring[j]], lock);
                if (a >= 0 && b >= 0 && (a == LC_MODE_WRITE || b == LC_MODE_WRITE)) {
                    return false;
                }
            }
        }
    }
    return true;
}

/* The other half of rule 3: not more at a lock than it has permits. */
static bool rule_3_permits(const struct ref *ref, const size_t *ring, size_t length)
{
    for (lc_lock_id lock = 1; lock < REF_LOCKS; lock++) {
        uint32_t permits = ref->lock_flags[lock] >> LC_ORDER_LOCK_PERMITS_SHIFT;
        uint32_t holders = 0;
        for (size_t i = 0; i < length; i++) {
            holders += mode_held(&ref->dependencies[ring[i]], lock) >= 0;
        }
        if (permits && holders > permits) {
            return false;
        }
    }
    return true;
}

/* Steps of one thread are ordered anyhow; whether they may be together is for rule 1 to say. */
static bool rule_4(const struct ref *ref, const size_t *ring, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        for (size_t j = 0; j < length; j++) {
            const struct ref_dependency *a = &ref->dependencies[ring[i]];
            const struct ref_dependency *b = &ref->dependencies[ring[j]];
            if (a->thread != b->thread && ref->before[a->segment][b->segment]) {
                return false;
            }
        }
    }
    return true;
}

/* Rule 2 has been seen to for each step and the next. */
static bool is_ring(const struct ref *ref, const size_t *ring, size_t length)
{
    return length >= 2 && rule_1_locks(ref, ring, length) && rule_3(ref, ring, length) &&
           rule_3_permits(ref, ring, length) && rule_4(ref, ring, length) &&
           rule_2(ref, &ref->dependencies[ring[length - 1]], &ref->dependencies[ring[0]]);
}

static enum lc_certainty certainty_of(const struct ref *ref, const size_t *ring, size_t length)
{
    if (!rule_1_threads(ref, ring, length)) {
        return LC_CERTAINTY_LATENT;
    }
    for (size_t i = 0; i < length; i++) {
        if (ref->lock_flags[ref->dependencies[ring[i]].lock] & LC_ORDER_LOCK_DOUBTFUL) {
            return LC_CERTAINTY_POSSIBLE;
        }
    }
    return LC_CERTAINTY_PREDICTED;
}

/* Every ring that goes on from these steps, by the rules. */
static void for_each_ring(const struct ref *ref, size_t *ring, size_t length,
                          void (*visit)(void *, const struct ref *, const size_t *, size_t),
                          void *context)
{
    if (is_ring(ref, ring, length)) {
        visit(context, ref, ring, length);
    }
    for (size_t i = 0; i < ref->dependency_count && length < RING_MAX; i++) {
        ring[length] = i;
        if (!ref->dependencies[i].gone && rule_1_locks(ref, ring, length + 1) &&
            rule_2(ref, &ref->dependencies[ring[length - 1]], &ref->dependencies[i])) {
            for_each_ring(ref, ring, length + 1, visit, context);
        }
    }
}

/* ---- Answers ---- */

struct question {
    lc_lock_id target;
    struct ref_answer *answer;
};

static void add_set(struct ref_answer *answer, uint64_t set)
{
    for (size_t i = 0; i < answer->set_count; i++) {
        if (answer->sets[i] == set) {
            return;
        }
    }
    assert(answer->set_count < sizeof(answer->sets) / sizeof(answer->sets[0]));
    answer->sets[answer->set_count++] = set;
}

static void keep_best(void *context, const struct ref *ref, const size_t *ring, size_t length)
{
    const struct question *question = context;
    struct ref_answer *answer = question->answer;
    if (ref->dependencies[ring[length - 1]].lock != question->target) {
        return;
    }
    enum lc_certainty certainty = certainty_of(ref, ring, length);
    if (answer->any && (certainty > answer->certainty ||
                        (certainty == answer->certainty && length > answer->length))) {
        return;
    }
    if (!answer->any || certainty != answer->certainty || length != answer->length) {
        *answer = (struct ref_answer){.any = true, .certainty = certainty, .length = length};
    }
    uint64_t set = 0;
    for (size_t i = 0; i < length; i++) {
        set |= bit(ref->dependencies[ring[i]].lock);
    }
    add_set(answer, set);
}

void ref_answer(const struct ref *ref, size_t dependency, size_t i, struct ref_answer *ret_answer)
{
    size_t ring[RING_MAX + 1] = {dependency};
    *ret_answer = (struct ref_answer){.any = false};
    struct question question = {ref->dependencies[ring[0]].held[i].lock, ret_answer};
    for_each_ring(ref, ring, 1, keep_best, &question);
}

/* ---- Confirmation ---- */

static bool is_step(const struct ref *ref, const struct ref_dependency *d,
                    const struct lc_order_step *step)
{
    if (d->gone || d->thread != step->thread || d->number != step->segment ||
        d->lock != step->lock || d->mode != step->mode) {
        return false;
    }
    size_t present = 0;
    for (size_t i = 0; i < d->held_count; i++) {
        lc_lock_id lock = d->held[i].lock;
        bool found = false;
        for (size_t j = 0; j < step->held_count; j++) {
            found |= step->held[j].lock == lock && step->held[j].mode == d->held[i].mode;
        }
        if (!found && !ref->lock_ended[lock] && !(d->withdrawn & bit(lock))) {
            return false;
        }
        present += found;
    }
    return present == step->held_count;
}

static bool confirms_from(const struct ref *ref, const struct lc_order_ring *ring, size_t *chosen,
                          size_t count, size_t first)
{
    if (count == ring->step_count) {
        return is_ring(ref, chosen, count) && certainty_of(ref, chosen, count) == ring->certainty;
    }
    for (size_t i = count == 0 ? first : 0; i < ref->dependency_count; i++) {
        const struct ref_dependency *d = &ref->dependencies[i];
        if (!is_step(ref, d, &ring->steps[count]) ||
            (count > 0 && !rule_2(ref, &ref->dependencies[chosen[count - 1]], d))) {
            continue;
        }
        chosen[count] = i;
        if (confirms_from(ref, ring, chosen, count + 1, first)) {
            return true;
        }
    }
    return false;
}

bool ref_confirms(const struct ref *ref, const struct lc_order_ring *ring, size_t first)
{
    size_t chosen[RING_MAX + 1];
    return ring->step_count <= RING_MAX && confirms_from(ref, ring, chosen, 0, first);
}
