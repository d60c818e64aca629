/*
 * A damaged trace makes a poorer report, never a crash. What is asserted is little;
 * AddressSanitizer and UBSan do the judging in their preset.
 */
#include "support/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "support/abba_trace.h"
#include "support/report_text.h"

enum { ROUNDS = 1500 };

static void build(struct trace_builder *builder)
{
    abba_trace_build(builder, &(struct abba){0});
    abba_trace_add(builder, &(struct abba){.kind = LC_FINDING_DEADLOCK,
                                           .tier = LC_TIER_DEADLOCK,
                                           .offset = 0x7000,
                                           .ids_before = 2});
    struct lc_trace_held held[] = {{.lock = 1, .stack = 1}, {.lock = 2, .stack = 2}};
    struct trace_step step = {1, 3, 0, 3, 0, held, 2};
    for (int kind = LC_FINDING_SELF_DEADLOCK; kind < LC_FINDING_KIND_END; kind++) {
        (void)trace_add_finding(builder, (enum lc_finding_kind)kind, LC_TIER_CONFIRMED, &step, 1);
    }
    trace_add_note(builder, true, "a note");
}

static void damage(struct trace_builder *builder, unsigned int *seed)
{
    int flips = 1 + rand_r(seed) % 12;
    for (int i = 0; i < flips; i++) {
        size_t from = sizeof(struct lc_trace_header);
        size_t at = from + (size_t)rand_r(seed) % (builder->count - from);
        /* Small numbers make plausible ids, counts and types; others make wild ones. */
        builder->bytes[at] = (unsigned char)(rand_r(seed) % 2 ? rand_r(seed) % 24 : rand_r(seed));
    }
}

static void a_damaged_trace_is_reported_all_the_same(void **state)
{
    (void)state;
    struct trace_builder whole;
    build(&whole);
    unsigned int seed = 4711;
    int without_warning = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct trace_builder copy = whole;
        copy.bytes = malloc(whole.count);
        assert_non_null(copy.bytes);
        memcpy(copy.bytes, whole.bytes, whole.count);
        damage(&copy, &seed);
        struct lc_report_options options = {.show_all = true,
                                            .format = round % 2 ? LC_REPORT_JSON : LC_REPORT_TEXT};
        int status;
        char *text = report_text(&options, &copy, 1, &status);
        assert_true(status == 0 || status == LC_EXIT_FINDINGS || status == LC_EXIT_FAILURE);
        assert_true(strlen(text) > 0);
        without_warning += !strstr(text, round % 2 ? "\"fingerprint\"" : "WARNING");
        free(text);
        free(copy.bytes);
    }
    assert_true(without_warning < ROUNDS / 2);
    trace_builder_fini(&whole);
}

/* One of two processes that take two shared locks in opposite orders; with all that orders. */
static void build_sharing(struct trace_builder *builder, uint32_t pid, bool turned)
{
    trace_builder_init(builder, pid);
    trace_builder_header(builder)->boot_id = 1;
    trace_builder_header(builder)->start_monotonic_ns = pid;
    trace_add_process(builder, "/srv/actor", "/srv", "");
    trace_add_forked(builder, pid, 1, 1, 1);
    (void)trace_add_thread(builder, "one", 0, 0);
    (void)trace_add_thread(builder, "two", 1, 0);
    uint32_t object = trace_add_object(builder, 5, 6, true);
    uint32_t locks[2];
    for (unsigned i = 0; i < 2; i++) {
        locks[i] = trace_add_lock(builder, &(struct lc_trace_lock){.kind = LC_LOCK_MUTEX,
                                                                   .place = LC_PLACE_SHARED,
                                                                   .module = object,
                                                                   .device = 1,
                                                                   .inode = 5,
                                                                   .offset = 8 * i});
    }
    for (int what = LC_EVENT_THREAD_START; what <= LC_EVENT_LOCK_END; what++) {
        trace_add_event(builder, (enum lc_event)what, pid + 500, 1, (uint32_t[]){2, 1}, 2);
    }
    struct lc_trace_held held = {.lock = locks[turned]};
    struct trace_step step = {
        .thread = 1, .want = locks[!turned], .waited_ns = pid + 2, .held = &held, .held_count = 1};
    (void)trace_add_dependency(builder, &step);
    (void)trace_add_finding(builder, LC_FINDING_DEADLOCK, LC_TIER_DEADLOCK,
                            (struct trace_step[]){step, step}, 2);
}

static void damaged_traces_are_merged_all_the_same(void **state)
{
    (void)state;
    struct trace_builder whole[2];
    build_sharing(&whole[0], 100, false);
    build_sharing(&whole[1], 200, true);
    unsigned int seed = 4712;
    int merged = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct trace_builder copies[2] = {whole[0], whole[1]};
        for (int i = 0; i < 2; i++) {
            copies[i].bytes = malloc(whole[i].count);
            assert_non_null(copies[i].bytes);
            memcpy(copies[i].bytes, whole[i].bytes, whole[i].count);
            damage(&copies[i], &seed);
        }
        struct lc_report_options options = {.show_all = true};
        int status;
        char *text = report_text(&options, copies, 2, &status);
        assert_true(status == 0 || status == LC_EXIT_FINDINGS || status == LC_EXIT_FAILURE);
        merged += strstr(text, "Two processes") != NULL;
        free(text);
        free(copies[0].bytes);
        free(copies[1].bytes);
    }
    assert_true(merged > 0 && merged < ROUNDS);
    trace_builder_fini(&whole[0]);
    trace_builder_fini(&whole[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_damaged_trace_is_reported_all_the_same),
        cmocka_unit_test(damaged_traces_are_merged_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
