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
#include "order_judge.h"

enum { THREADS_MAX = 6, LETTERS_MAX = 5 };

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

struct history {
    const struct family *family;
    uint64_t random;
    struct lc_arena arena;
    struct lc_order *order;
    struct order_judge judge;
    lc_lock_id letters[LETTERS_MAX];
    lc_lock_id next_lock;
    lc_thread_id next_thread;
    lc_thread_id slots[THREADS_MAX]; /* 0: free */
    struct lc_order_held held[REF_THREADS][REF_HELD];
    size_t held_count[REF_THREADS];
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

/* Edges lead upwards or stay in their group. */
static void check_groups(struct history *h)
{
    const struct lc_table *edges = &h->order->edges;
    for (size_t i = 0; i < edges->bucket_count; i++) {
        for (struct lc_table_link *link = edges->buckets[i]; link; link = link->next) {
            const struct lc_edge *edge = LC_TABLE_ENTRY(link, struct lc_edge, by_ends);
            if (edge->from->group != edge->to->group &&
                edge->from->group->rank >= edge->to->group->rank) {
                order_judge_fail(&h->judge, "an edge leads down");
            }
        }
    }
}

/* ---- Events ---- */

static lc_lock_id lock_new(struct history *h)
{
    static const uint32_t choices[] = {LC_ORDER_LOCK_WRITER_FIRST,
                                       LC_ORDER_LOCK_DOUBTFUL,
                                       LC_ORDER_LOCK_WRITER_FIRST | LC_ORDER_LOCK_DOUBTFUL,
                                       1 << LC_ORDER_LOCK_PERMITS_SHIFT,
                                       2 << LC_ORDER_LOCK_PERMITS_SHIFT,
                                       3 << LC_ORDER_LOCK_PERMITS_SHIFT};
    lc_lock_id lock = h->next_lock++;
    if (percent(h, h->family->flag_percent)) {
        h->judge.ref.lock_flags[lock] = choices[draw(h, 6)];
        ORDER_SAY(&h->judge, "  flags %u = %u\n", lock, h->judge.ref.lock_flags[lock]);
        lc_order_lock_flags(h->order, lock, h->judge.ref.lock_flags[lock]);
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
    ORDER_SAY(&h->judge, "  T%u", request->thread);
    for (size_t i = 0; i < request->held_count; i++) {
        ORDER_SAY(&h->judge, " %u%s", request->held[i].lock, request->held[i].mode ? "r" : "");
    }
    ORDER_SAY(&h->judge, " -> %u%s\n", request->lock, request->mode ? "r" : "");
    bool fresh = ref_add(&h->judge.ref, request);
    order_judge_ask(&h->judge, h->judge.ref.dependency_count - 1);
    if (lc_order_add(h->order, request, order_judge_ring, &h->judge) != 0) {
        order_judge_fail(&h->judge, "no memory?");
    }
    if (!fresh && h->judge.emitted_count) {
        order_judge_fail(&h->judge, "a ring from something known");
    }
    if (fresh && !h->family->lossy) {
        order_judge_request(&h->judge, request->held_count);
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
                       .stack = ORDER_REQUEST_STACK + lock,
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
    ORDER_SAY(&h->judge, "  %s %u\n", withdraw ? "withdraw" : "end", lock);
    if (withdraw) {
        ref_withdraw(&h->judge.ref, lock);
        lc_order_lock_withdraw(h->order, lock);
    } else {
        h->judge.ref.lock_ended[lock] = true;
        lc_order_lock_end(h->order, lock);
    }
    h->letters[letter] = lock_new(h);
    check_groups(h);
}

static void change_flags(struct history *h)
{
    lc_lock_id lock = h->letters[draw(h, h->family->letters)];
    h->judge.ref.lock_flags[lock] = draw(h, 4) | draw(h, 4) << LC_ORDER_LOCK_PERMITS_SHIFT;
    ORDER_SAY(&h->judge, "  flags %u = %u, look again\n", lock, h->judge.ref.lock_flags[lock]);
    lc_order_lock_flags(h->order, lock, h->judge.ref.lock_flags[lock]);
    order_judge_ask(&h->judge, 0);
    lc_order_recheck(h->order, lock, order_judge_ring, &h->judge);
    if (!h->family->lossy) {
        order_judge_recheck(&h->judge, lock);
    }
}

static bool may_segment(const struct history *h)
{
    return h->judge.ref.node_count + THREADS_MAX + 1 < h->family->segments;
}

static void start_thread(struct history *h, lc_thread_id parent, unsigned slot)
{
    if (!may_segment(h) || h->next_thread >= REF_THREADS) {
        return;
    }
    lc_thread_id thread = h->next_thread++;
    ORDER_SAY(&h->judge, "  start T%u by T%u\n", thread, parent);
    ref_start(&h->judge.ref, thread, parent);
    lc_order_thread_start(h->order, thread, parent);
    h->slots[slot] = thread;
}

static void end_thread(struct history *h, unsigned slot, lc_thread_id joiner)
{
    lc_thread_id thread = h->slots[slot];
    bool join = thread != joiner && may_segment(h) && !percent(h, 30);
    h->held_count[thread] = 0;
    h->slots[slot] = 0;
    ORDER_SAY(&h->judge, "  end T%u%s\n", thread, join ? " and join" : "");
    lc_order_thread_end(h->order, thread, !join);
    if (join) {
        ORDER_SAY(&h->judge, "  T%u joins T%u\n", joiner, thread);
        ref_join(&h->judge.ref, joiner, thread);
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
        ORDER_SAY(&h->judge, "  barrier of %zu threads\n", count);
        ref_phase(&h->judge.ref, threads, count);
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
    ref_init(&h->judge.ref);
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
    h = (struct history){.judge.verbose = verbose};
    begin(&h, family, seed);
    for (unsigned i = 0; i < family->events && !h.judge.failed; i++) {
        random_event(&h);
    }
    struct lc_order_counts counts = lc_order_counts(h.order);
    if (counts.no_memory || counts.search_cut || h.judge.ring_count != counts.rings) {
        order_judge_fail(&h.judge, "counts that cannot be");
    }
    *rings += h.judge.ring_count;
    lc_arena_fini(&h.arena);
    return !h.judge.failed;
}

/*
 * A lock that is withdrawn may have been the gate that made an ended lock useless: rings through
 * that one are lost then, as order/retire.h says. So the two come together only where not all is
 * asked.
 */
static const struct family s_families[] = {
    /* events, threads, letters, segments; read, flag; end, thread, withdraw; kept_max, lossy */
    {"plain mutexes", 60, 4, 4, 24, 0, 0, 0, 0, 0, 0, false},
    {"threads and locks come and go", 80, 4, 4, 40, 0, 0, 8, 4, 0, 0, false},
    {"readers and writers", 70, 4, 4, 40, 50, 25, 4, 2, 0, 0, false},
    {"many locks, few threads", 60, 3, 5, 30, 20, 10, 4, 2, 0, 0, false},
    {"locks that never were", 70, 4, 4, 40, 20, 10, 0, 3, 8, 0, false},
    {"few ended locks are kept", 300, 5, 5, 120, 20, 10, 16, 8, 4, 2, true},
    {"no ended lock is kept", 300, 5, 5, 120, 20, 10, 16, 8, 4, 0, true},
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
