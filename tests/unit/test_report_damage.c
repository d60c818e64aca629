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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_damaged_trace_is_reported_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
