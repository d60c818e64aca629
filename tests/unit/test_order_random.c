/*
 * Random small histories, played to order/ and to a reference that keeps everything and tries
 * everything. After each event both must agree.
 *
 *     test_order_random [SEED [COUNT]]     replay the histories SEED, SEED+1 ...; prints each event
 */
#include "support/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "order/graph.h"
#include "order/groups.h"
#include "order/state.h"
#include "order_reference.h"

enum { THREADS_MAX = 6, LETTERS_MAX = 5, SETS_MAX = 4096, EMITTED_MAX = 64 };

/* How one family of histories looks. */
struct family {
    const char *name;
    unsigned events;
    unsigned threads;
    unsigned letters;  /* locks alive at a time */
    unsigned segments; /* no more creation, joins and barriers after so many segments */
    unsigned read_percent;
    unsigned flag_percent;  /* of locks born with flags */
    unsigned end_weight;    /* how often locks end */
    unsigned thread_weight; /* how often threads end, and barriers */
    unsigned withdraw_weight;
    size_t kept_max; /* if `lossy` */
    bool lossy;      /* rings may be missed, only none made up */
};

struct noted_set {
    uint64_t locks;
    enum lc_certainty certainty;
};

struct emitted {
    uint64_t locks;
    enum lc_certainty certainty;
    size_t length;
};

struct history {
    const struct family *family;
    uint64_t random;
    bool verbose;
    bool failed;
    struct lc_arena arena;
    struct lc_order *order;
    struct ref ref;
    lc_lock_id letters[LETTERS_MAX];
    lc_lock_id next_lock;
    lc_thread_id next_thread;
    lc_thread_id slots[THREADS_MAX]; /* 0: free */
    struct lc_order_held held[REF_THREADS][REF_HELD];
    size_t held_count[REF_THREADS];
    struct noted_set noted[SETS_MAX];
    size_t noted_count;
    struct emitted emitted[EMITTED_MAX];
    size_t emitted_count;
    unsigned rings;
    size_t asked; /* rings start with this dependency or a later one */
};

/* ---- Chance ---- */

static uint32_t draw(struct history *h, uint32_t below)
{
    h->random = h->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(h->random >> 33) % below;
}

static bool percent(struct history *h, unsigned chance)
{
    return draw(h, 100) < chance;
}

#define SAY(h, ...) ((h)->verbose ? (void)printf(__VA_ARGS__) : (void)0)

static void fail_history(struct history *h, const char *why)
{
    SAY(h, "    !! %s\n", why);
    h->failed = true;
}

/* ---- Rings that come back ---- */

/* Stacks tell which lock they belong to: those of the held are their ids, requests add this. */
enum { REQUEST_STACK = 1000 };

static bool has_its_stacks(const struct lc_order_ring *ring)
{
    bool good = true;
    for (size_t i = 0; i < ring->step_count; i++) {
        const struct lc_order_step *step = &ring->steps[i];
        good &= step->stack == REQUEST_STACK + step->lock;
        for (size_t j = 0; j < step->held_count; j++) {
            good &= step->held[j].stack == step->held[j].lock;
        }
    }
    return good;
}

static void on_ring(void *context, const struct lc_order_ring *ring)
{
    struct history *h = context;
    uint64_t locks = 0;
    SAY(h, "    ring %d:", (int)ring->certainty);
    for (size_t i = 0; i < ring->step_count; i++) {
        SAY(h, " %u:%u", ring->steps[i].thread, ring->steps[i].lock);
        locks |= UINT64_C(1) << ring->steps[i].lock;
    }
    SAY(h, "\n");
    if (!ref_confirms(&h->ref, ring, h->asked)) {
        fail_history(h, "the reference does not confirm this ring");
    }
    if (!has_its_stacks(ring)) {
        fail_history(h, "stacks got mixed up");
    }
    if (h->emitted_count < EMITTED_MAX) {
        h->emitted[h->emitted_count++] = (struct emitted){locks, ring->certainty, ring->step_count};
    }
    h->rings++;
}

/* Note the set; false: it was noted with the same certainty or a better one. */
static bool note(struct history *h, uint64_t locks, enum lc_certainty certainty)
{
    for (size_t i = 0; i < h->noted_count; i++) {
        if (h->noted[i].locks == locks) {
            bool better = certainty < h->noted[i].certainty;
            h->noted[i].certainty = better ? certainty : h->noted[i].certainty;
            return better;
        }
    }
    assert_true(h->noted_count < SETS_MAX);
    h->noted[h->noted_count++] = (struct noted_set){locks, certainty};
    return true;
}

static bool was_emitted(const struct history *h, uint64_t locks, enum lc_certainty certainty,
                        size_t length)
{
    for (size_t i = 0; i < h->emitted_count; i++) {
        const struct emitted *e = &h->emitted[i];
        if (e->locks == locks && e->certainty == certainty && e->length == length) {
            return true;
        }
    }
    return false;
}

static bool is_answer(const struct ref_answer *answer, const struct emitted *e)
{
    for (size_t i = 0; i < answer->set_count; i++) {
        if (answer->sets[i] == e->locks && answer->length == e->length) {
            return true;
        }
    }
    return false;
}

static bool any_noted(const struct history *h, const struct ref_answer *answer)
{
    for (size_t i = 0; i < h->noted_count; i++) {
        for (size_t j = 0; j < answer->set_count; j++) {
            if (h->noted[i].locks == answer->sets[j]) {
                return true;
            }
        }
    }
    return false;
}

/* What the answers of one certainty lead us to expect; returns how many rings. */
static size_t expect_certainty(struct history *h, const struct ref_answer *answers, size_t count,
                               enum lc_certainty certainty)
{
    size_t expected = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < answers[i].set_count; j++) {
            if (answers[i].certainty != certainty || !note(h, answers[i].sets[j], certainty)) {
                continue;
            }
            expected++;
            if (!was_emitted(h, answers[i].sets[j], certainty, answers[i].length)) {
                SAY(h, "    expected: locks %#llx certainty %d length %zu\n",
                    (unsigned long long)answers[i].sets[j], (int)certainty, answers[i].length);
                fail_history(h, "the core misses a ring");
            }
        }
    }
    return expected;
}

/* Of the latent rings for one held lock any of the shortest will do. Returns how many came. */
static size_t expect_latent(struct history *h, const struct ref_answer *answers, size_t count)
{
    size_t came = 0;
    for (size_t i = 0; i < h->emitted_count; i++) {
        const struct emitted *e = &h->emitted[i];
        bool good = false;
        for (size_t j = 0; j < count; j++) {
            good |= answers[j].certainty == LC_CERTAINTY_LATENT && is_answer(&answers[j], e);
        }
        came += good && e->certainty == LC_CERTAINTY_LATENT && note(h, e->locks, e->certainty);
    }
    for (size_t i = 0; i < count; i++) {
        bool latent = answers[i].any && answers[i].certainty == LC_CERTAINTY_LATENT;
        if (latent && !any_noted(h, &answers[i])) {
            fail_history(h, "the core misses a latent ring");
        }
    }
    return came;
}

static void compare(struct history *h, const struct lc_order_request *request)
{
    struct ref_answer answers[REF_HELD];
    for (size_t i = 0; i < request->held_count; i++) {
        ref_answer(&h->ref, h->asked, i, &answers[i]);
    }
    size_t expected = 0;
    expected += expect_certainty(h, answers, request->held_count, LC_CERTAINTY_PREDICTED);
    expected += expect_certainty(h, answers, request->held_count, LC_CERTAINTY_POSSIBLE);
    expected += expect_latent(h, answers, request->held_count);
    if (expected != h->emitted_count) {
        fail_history(h, "the core hands out rings that are none, are no news or are not shortest");
    }
    for (size_t i = 1; i < h->emitted_count; i++) {
        const struct emitted *a = &h->emitted[i - 1];
        const struct emitted *b = &h->emitted[i];
        if (a->certainty > b->certainty ||
            (a->certainty == b->certainty && a->length > b->length)) {
            fail_history(h, "rings come in the wrong order");
        }
    }
}

/* Edges lead upwards or stay in their group. */
static void check_groups(struct history *h)
{
    const struct lc_table *edges = &h->order->edges;
    for (size_t i = 0; i < edges->bucket_count; i++) {
        for (struct lc_table_link *link = edges->buckets[i]; link; link = link->next) {
            const struct lc_edge *edge = LC_TABLE_ENTRY(link, struct lc_edge, by_ends);
            if (edge->from->group != edge->to->group &&
                edge->from->group->rank >= edge->to->group->rank) {
                fail_history(h, "an edge leads down");
            }
        }
    }
}

/* ---- Events ---- */

static lc_lock_id lock_new(struct history *h)
{
    static const uint32_t choices[] = {LC_ORDER_LOCK_WRITER_FIRST, LC_ORDER_LOCK_DOUBTFUL,
                                       LC_ORDER_LOCK_WRITER_FIRST | LC_ORDER_LOCK_DOUBTFUL};
    lc_lock_id lock = h->next_lock++;
    if (percent(h, h->family->flag_percent)) {
        h->ref.lock_flags[lock] = choices[draw(h, 3)];
        SAY(h, "  flags %u = %u\n", lock, h->ref.lock_flags[lock]);
        lc_order_lock_flags(h->order, lock, h->ref.lock_flags[lock]);
    }
    return lock;
}

static void release(struct history *h, lc_thread_id thread, size_t i)
{
    size_t count = --h->held_count[thread];
    memmove(&h->held[thread][i], &h->held[thread][i + 1], (count - i) * sizeof(h->held[thread][0]));
}

static bool holds(const struct history *h, lc_thread_id thread, lc_lock_id lock)
{
    for (size_t i = 0; i < h->held_count[thread]; i++) {
        if (h->held[thread][i].lock == lock) {
            return true;
        }
    }
    return false;
}

static void request(struct history *h, const struct lc_order_request *request)
{
    SAY(h, "  T%u", request->thread);
    for (size_t i = 0; i < request->held_count; i++) {
        SAY(h, " %u%s", request->held[i].lock, request->held[i].mode ? "r" : "");
    }
    SAY(h, " -> %u%s\n", request->lock, request->mode ? "r" : "");
    bool fresh = ref_add(&h->ref, request);
    h->emitted_count = 0;
    h->asked = h->ref.dependency_count - 1;
    if (lc_order_add(h->order, request, on_ring, h) != 0) {
        fail_history(h, "no memory?");
    }
    if (!fresh && h->emitted_count) {
        fail_history(h, "a ring from something known");
    }
    if (fresh && !h->family->lossy) {
        compare(h, request);
    }
    check_groups(h);
}

static void acquire(struct history *h, lc_thread_id thread)
{
    lc_lock_id lock = h->letters[draw(h, h->family->letters)];
    size_t count = h->held_count[thread];
    if (holds(h, thread, lock) || count >= 4) {
        return;
    }
    uint32_t mode = percent(h, h->family->read_percent) ? LC_MODE_READ : LC_MODE_WRITE;
    bool tries_only = percent(h, 10);
    if (count > 0 && !tries_only) {
        request(h, &(struct lc_order_request){
                       .thread = thread,
                       .lock = lock,
                       .mode = mode,
                       .stack = REQUEST_STACK + lock,
                       .held = h->held[thread],
                       .held_count = count,
                   });
    }
    h->held[thread][h->held_count[thread]++] =
        (struct lc_order_held){.lock = lock, .mode = mode, .stack = lock};
}

static void replace_lock(struct history *h, bool withdraw)
{
    unsigned letter = draw(h, h->family->letters);
    lc_lock_id lock = h->letters[letter];
    if (h->next_lock >= REF_LOCKS) {
        return;
    }
    for (lc_thread_id thread = 1; thread < h->next_thread; thread++) {
        for (size_t i = h->held_count[thread]; i-- > 0;) {
            if (h->held[thread][i].lock == lock) {
                release(h, thread, i);
            }
        }
    }
    SAY(h, "  %s %u\n", withdraw ? "withdraw" : "end", lock);
    if (withdraw) {
        ref_withdraw(&h->ref, lock);
        lc_order_lock_withdraw(h->order, lock);
    } else {
        h->ref.lock_ended[lock] = true;
        lc_order_lock_end(h->order, lock);
    }
    h->letters[letter] = lock_new(h);
    check_groups(h);
}

/* Every ring that the reference sees through the lock must have been handed out, now or before. */
static void compare_recheck(struct history *h, lc_lock_id lock)
{
    for (size_t i = 0; i < h->emitted_count; i++) {
        if (!note(h, h->emitted[i].locks, h->emitted[i].certainty)) {
            fail_history(h, "a ring that is no news");
        }
    }
    for (size_t d = 0; d < h->ref.dependency_count; d++) {
        const struct ref_dependency *dependency = &h->ref.dependencies[d];
        for (size_t i = 0; i < dependency->held_count; i++) {
            struct ref_answer answer;
            if (dependency->gone || dependency->lock != lock) {
                continue;
            }
            ref_answer(&h->ref, d, i, &answer);
            bool any_will_do = answer.any && answer.certainty == LC_CERTAINTY_LATENT;
            if (any_will_do && !any_noted(h, &answer)) {
                fail_history(h, "the core misses a latent ring when it looks again");
            }
            for (size_t j = 0; j < answer.set_count && !any_will_do; j++) {
                if (note(h, answer.sets[j], answer.certainty)) {
                    fail_history(h, "the core misses a ring when it looks again");
                }
            }
        }
    }
}

static void change_flags(struct history *h)
{
    lc_lock_id lock = h->letters[draw(h, h->family->letters)];
    h->ref.lock_flags[lock] = draw(h, 4);
    SAY(h, "  flags %u = %u, look again\n", lock, h->ref.lock_flags[lock]);
    lc_order_lock_flags(h->order, lock, h->ref.lock_flags[lock]);
    h->emitted_count = 0;
    h->asked = 0;
    lc_order_recheck(h->order, lock, on_ring, h);
    if (!h->family->lossy) {
        compare_recheck(h, lock);
    }
}

static bool may_segment(const struct history *h)
{
    return h->ref.node_count + THREADS_MAX + 1 < h->family->segments;
}

static void start_thread(struct history *h, lc_thread_id parent, unsigned slot)
{
    if (!may_segment(h) || h->next_thread >= REF_THREADS) {
        return;
    }
    lc_thread_id thread = h->next_thread++;
    SAY(h, "  start T%u by T%u\n", thread, parent);
    ref_start(&h->ref, thread, parent);
    lc_order_thread_start(h->order, thread, parent);
    h->slots[slot] = thread;
}

static void end_thread(struct history *h, unsigned slot, lc_thread_id joiner)
{
    lc_thread_id thread = h->slots[slot];
    bool join = thread != joiner && may_segment(h) && !percent(h, 30);
    h->held_count[thread] = 0;
    h->slots[slot] = 0;
    SAY(h, "  end T%u%s\n", thread, join ? " and join" : "");
    lc_order_thread_end(h->order, thread, !join);
    if (join) {
        SAY(h, "  T%u joins T%u\n", joiner, thread);
        ref_join(&h->ref, joiner, thread);
        lc_order_thread_join(h->order, joiner, thread);
    }
}

static void phase(struct history *h)
{
    lc_thread_id threads[THREADS_MAX];
    size_t count = 0;
    for (unsigned i = 0; i < h->family->threads; i++) {
        if (h->slots[i] && percent(h, 60)) {
            threads[count++] = h->slots[i];
        }
    }
    if (count >= 2 && may_segment(h)) {
        SAY(h, "  barrier of %zu threads\n", count);
        ref_phase(&h->ref, threads, count);
        lc_order_phase(h->order, threads, count);
    }
}

static void random_event(struct history *h)
{
    if (percent(h, 20)) {
        /* Of itself it would start at far more segments than these histories have. */
        lc_hb_compact(&h->order->hb);
    }
    if (percent(h, h->family->flag_percent / 8)) {
        change_flags(h);
    }
    unsigned slot = draw(h, h->family->threads);
    lc_thread_id thread = h->slots[slot];
    unsigned ends = 100 + h->family->end_weight;
    unsigned joins = ends + h->family->thread_weight;
    unsigned phases = joins + h->family->thread_weight;
    unsigned choice = draw(h, phases + h->family->withdraw_weight);
    if (!thread) {
        start_thread(h, h->slots[draw(h, h->family->threads)], slot);
    } else if (choice < 70) {
        acquire(h, thread);
    } else if (choice < 95) {
        if (h->held_count[thread]) {
            release(h, thread, draw(h, (uint32_t)h->held_count[thread]));
        }
    } else if (choice < 100) {
        h->held_count[thread] = 0;
    } else if (choice < ends) {
        replace_lock(h, false);
    } else if (choice < joins) {
        end_thread(h, slot, h->slots[draw(h, h->family->threads)]);
    } else if (choice < phases) {
        phase(h);
    } else {
        replace_lock(h, true);
    }
}

/* ---- Histories ---- */

static void begin(struct history *h, const struct family *family, uint64_t seed)
{
    h->family = family;
    h->random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    lc_arena_init(&h->arena, &lc_arena_heap, SIZE_MAX);
    h->order = lc_order_new(&h->arena);
    assert_non_null(h->order);
    if (family->lossy) {
        h->order->kept_max = family->kept_max;
    }
    ref_init(&h->ref);
    h->next_lock = 1;
    h->next_thread = 1;
    for (unsigned i = 0; i < family->letters; i++) {
        h->letters[i] = lock_new(h);
    }
    for (unsigned i = 0; i < 2; i++) {
        start_thread(h, i ? 1 : 0, i);
    }
}

/* Play one history; true: all agreed. */
static bool play(const struct family *family, uint64_t seed, bool verbose, unsigned *rings)
{
    static struct history h;
    h = (struct history){.verbose = verbose};
    begin(&h, family, seed);
    for (unsigned i = 0; i < family->events && !h.failed; i++) {
        random_event(&h);
    }
    struct lc_order_counts counts = lc_order_counts(h.order);
    if (counts.no_memory || counts.search_cut || h.rings != counts.rings) {
        fail_history(&h, "counts that cannot be");
    }
    *rings += h.rings;
    lc_arena_fini(&h.arena);
    return !h.failed;
}

/*
 * A lock that is withdrawn may have been the gate that made an ended lock useless: rings through
 * that one are lost then, as order/retire.h says. So the two come together only where not all is
 * asked.
 */
static const struct family s_families[] = {
    {.name = "plain mutexes", .events = 60, .threads = 4, .letters = 4, .segments = 24},
    {.name = "threads and locks come and go",
     .events = 80,
     .threads = 4,
     .letters = 4,
     .segments = 40,
     .end_weight = 8,
     .thread_weight = 4},
    {.name = "readers and writers",
     .events = 70,
     .threads = 4,
     .letters = 4,
     .segments = 40,
     .read_percent = 50,
     .flag_percent = 25,
     .end_weight = 4,
     .thread_weight = 2},
    {.name = "many locks, few threads",
     .events = 60,
     .threads = 3,
     .letters = 5,
     .segments = 30,
     .read_percent = 20,
     .flag_percent = 10,
     .end_weight = 4,
     .thread_weight = 2},
    {.name = "locks that never were",
     .events = 70,
     .threads = 4,
     .letters = 4,
     .segments = 40,
     .read_percent = 20,
     .flag_percent = 10,
     .thread_weight = 3,
     .withdraw_weight = 8},
    {.name = "few ended locks are kept",
     .events = 300,
     .threads = 5,
     .letters = 5,
     .segments = 120,
     .read_percent = 20,
     .flag_percent = 10,
     .end_weight = 16,
     .thread_weight = 8,
     .withdraw_weight = 4,
     .kept_max = 2,
     .lossy = true},
    {.name = "no ended lock is kept",
     .events = 300,
     .threads = 5,
     .letters = 5,
     .segments = 120,
     .read_percent = 20,
     .flag_percent = 10,
     .end_weight = 16,
     .thread_weight = 8,
     .withdraw_weight = 4,
     .lossy = true},
};

enum { HISTORIES = 1000 };

static void play_family(void **state)
{
    const struct family *family = *state;
    unsigned rings = 0;
    for (uint64_t seed = 1; seed <= HISTORIES; seed++) {
        if (!play(family, seed, false, &rings)) {
            printf("history %llu of family \"%s\" disagrees:\n", (unsigned long long)seed,
                   family->name);
            (void)play(family, seed, true, &rings);
            fail_msg("replay: test_order_random %llu 1", (unsigned long long)seed);
        }
    }
    /* A family without rings would prove nothing. */
    assert_true(rings > HISTORIES / 4);
}

static int replay(uint64_t seed, uint64_t count)
{
    int failed = 0;
    unsigned rings = 0;
    for (size_t i = 0; i < sizeof(s_families) / sizeof(s_families[0]); i++) {
        for (uint64_t s = seed; s < seed + count; s++) {
            bool good = play(&s_families[i], s, count == 1, &rings);
            if (!good) {
                printf("family %s, seed %llu: disagree\n", s_families[i].name,
                       (unsigned long long)s);
            }
            failed += !good;
        }
    }
    printf("%d disagree, %u rings\n", failed, rings);
    return failed != 0;
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        return replay(strtoull(argv[1], NULL, 0), argc > 2 ? strtoull(argv[2], NULL, 0) : 1);
    }
    struct CMUnitTest tests[sizeof(s_families) / sizeof(s_families[0])];
    for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
        tests[i] = (struct CMUnitTest)cmocka_unit_test_prestate(play_family,
                                                                (void *)(uintptr_t)&s_families[i]);
        tests[i].name = s_families[i].name;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
