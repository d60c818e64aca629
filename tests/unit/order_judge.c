#include "order_judge.h"

#include "support/cmocka_all.h"

void order_judge_fail(struct order_judge *judge, const char *why)
{
    ORDER_SAY(judge, "    !! %s\n", why);
    judge->failed = true;
}

void order_judge_ask(struct order_judge *judge, size_t first)
{
    judge->emitted_count = 0;
    judge->asked = first;
}

static bool has_its_stacks(const struct lc_order_ring *ring)
{
    bool good = true;
    for (size_t i = 0; i < ring->step_count; i++) {
        const struct lc_order_step *step = &ring->steps[i];
        good &= step->stack == ORDER_REQUEST_STACK + step->lock;
        for (size_t j = 0; j < step->held_count; j++) {
            good &= step->held[j].stack == step->held[j].lock;
        }
    }
    return good;
}

void order_judge_ring(void *context, const struct lc_order_ring *ring)
{
    struct order_judge *judge = context;
    uint64_t locks = 0;
    ORDER_SAY(judge, "    ring %d:", (int)ring->certainty);
    for (size_t i = 0; i < ring->step_count; i++) {
        ORDER_SAY(judge, " %u:%u", ring->steps[i].thread, ring->steps[i].lock);
        locks |= UINT64_C(1) << ring->steps[i].lock;
    }
    ORDER_SAY(judge, "\n");
    if (!ref_confirms(&judge->ref, ring, judge->asked)) {
        order_judge_fail(judge, "the reference does not confirm this ring");
    }
    if (!has_its_stacks(ring)) {
        order_judge_fail(judge, "stacks got mixed up");
    }
    if (judge->emitted_count < ORDER_EMITTED_MAX) {
        judge->emitted[judge->emitted_count++] =
            (struct order_emitted){locks, ring->certainty, ring->step_count};
    }
    judge->ring_count++;
}

/* Remember the set; false: it was noted with the same certainty or a better one. */
static bool note(struct order_judge *judge, uint64_t locks, enum lc_certainty certainty)
{
    for (size_t i = 0; i < judge->noted_count; i++) {
        if (judge->noted[i].locks == locks) {
            bool better = certainty < judge->noted[i].certainty;
            judge->noted[i].certainty = better ? certainty : judge->noted[i].certainty;
            return better;
        }
    }
    assert_true(judge->noted_count < ORDER_SETS_MAX);
    judge->noted[judge->noted_count++] = (struct order_noted){locks, certainty};
    return true;
}

static bool was_emitted(const struct order_judge *judge, uint64_t locks,
                        enum lc_certainty certainty, size_t length)
{
    for (size_t i = 0; i < judge->emitted_count; i++) {
        const struct order_emitted *e = &judge->emitted[i];
        if (e->locks == locks && e->certainty == certainty && e->length == length) {
            return true;
        }
    }
    return false;
}

static bool is_answer(const struct ref_answer *answer, const struct order_emitted *e)
{
    for (size_t i = 0; i < answer->set_count; i++) {
        if (answer->sets[i] == e->locks && answer->length == e->length) {
            return true;
        }
    }
    return false;
}

static bool any_noted(const struct order_judge *judge, const struct ref_answer *answer)
{
    for (size_t i = 0; i < judge->noted_count; i++) {
        for (size_t j = 0; j < answer->set_count; j++) {
            if (judge->noted[i].locks == answer->sets[j]) {
                return true;
            }
        }
    }
    return false;
}

/* What the answers of one certainty lead us to expect; returns how many rings. */
static size_t expect_certainty(struct order_judge *judge, const struct ref_answer *answers,
                               size_t count, enum lc_certainty certainty)
{
    size_t expected = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < answers[i].set_count; j++) {
            if (answers[i].certainty != certainty || !note(judge, answers[i].sets[j], certainty)) {
                continue;
            }
            expected++;
            if (!was_emitted(judge, answers[i].sets[j], certainty, answers[i].length)) {
                ORDER_SAY(judge, "    expected: locks %#llx certainty %d length %zu\n",
                          (unsigned long long)answers[i].sets[j], (int)certainty,
                          answers[i].length);
                order_judge_fail(judge, "the core misses a ring");
            }
        }
    }
    return expected;
}

/* Of the latent rings for one held lock any of the shortest will do. Returns how many came. */
static size_t expect_latent(struct order_judge *judge, const struct ref_answer *answers,
                            size_t count)
{
    size_t came = 0;
    for (size_t i = 0; i < judge->emitted_count; i++) {
        const struct order_emitted *e = &judge->emitted[i];
        bool good = false;
        for (size_t j = 0; j < count; j++) {
            good |= answers[j].certainty == LC_CERTAINTY_LATENT && is_answer(&answers[j], e);
        }
        came += good && e->certainty == LC_CERTAINTY_LATENT && note(judge, e->locks, e->certainty);
    }
    for (size_t i = 0; i < count; i++) {
        bool latent = answers[i].any && answers[i].certainty == LC_CERTAINTY_LATENT;
        if (latent && !any_noted(judge, &answers[i])) {
            order_judge_fail(judge, "the core misses a latent ring");
        }
    }
    return came;
}

void order_judge_request(struct order_judge *judge, size_t held_count)
{
    struct ref_answer answers[REF_HELD];
    for (size_t i = 0; i < held_count; i++) {
        ref_answer(&judge->ref, judge->asked, i, &answers[i]);
    }
    size_t expected = 0;
    expected += expect_certainty(judge, answers, held_count, LC_CERTAINTY_PREDICTED);
    expected += expect_certainty(judge, answers, held_count, LC_CERTAINTY_POSSIBLE);
    expected += expect_latent(judge, answers, held_count);
    if (expected != judge->emitted_count) {
        order_judge_fail(judge,
                         "the core hands out rings that are none, are no news or are not shortest");
    }
    for (size_t i = 1; i < judge->emitted_count; i++) {
        const struct order_emitted *a = &judge->emitted[i - 1];
        const struct order_emitted *b = &judge->emitted[i];
        if (a->certainty > b->certainty ||
            (a->certainty == b->certainty && a->length > b->length)) {
            order_judge_fail(judge, "rings come in the wrong order");
        }
    }
}

void order_judge_recheck(struct order_judge *judge, lc_lock_id lock)
{
    for (size_t i = 0; i < judge->emitted_count; i++) {
        if (!note(judge, judge->emitted[i].locks, judge->emitted[i].certainty)) {
            order_judge_fail(judge, "a ring that is no news");
        }
    }
    for (size_t d = 0; d < judge->ref.dependency_count; d++) {
        const struct ref_dependency *dependency = &judge->ref.dependencies[d];
        for (size_t i = 0; i < dependency->held_count; i++) {
            struct ref_answer answer;
            if (dependency->gone || dependency->lock != lock) {
                continue;
            }
            ref_answer(&judge->ref, d, i, &answer);
            bool any_will_do = answer.any && answer.certainty == LC_CERTAINTY_LATENT;
            if (any_will_do && !any_noted(judge, &answer)) {
                order_judge_fail(judge, "the core misses a latent ring when it looks again");
            }
            for (size_t j = 0; j < answer.set_count && !any_will_do; j++) {
                if (note(judge, answer.sets[j], answer.certainty)) {
                    order_judge_fail(judge, "the core misses a ring when it looks again");
                }
            }
        }
    }
}
