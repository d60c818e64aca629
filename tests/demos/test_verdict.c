#include "support/cmocka_all.h"

#include "verdict.h"

#include <string.h>

static struct demo_header header;
static struct reading reading;

static void expect_plain(enum verdict verdict)
{
    memset(&header, 0, sizeof(header));
    memset(&reading, 0, sizeof(reading));
    header.tools[TOOL_PLAIN].verdict = verdict;
}

/* Helgrind is to report a race in these functions. */
static void expect_race(const char *first, const char *second, bool any)
{
    struct expectation *expectation = &header.tools[TOOL_HELGRIND];
    expectation->verdict = VERDICT_REPORTS;
    expectation->finding_count = 1;
    struct finding *finding = &expectation->findings[0];
    strcpy(finding->kind, "data-race");
    strcpy(finding->functions[0], first);
    strcpy(finding->functions[1], second);
    finding->function_count = 2;
    finding->any = any;
}

static void see(const char *kinds, const char *function)
{
    struct report *report = &reading.reports[reading.report_count++];
    *report = (struct report){.kinds = kinds, .in_first_process = true};
    strcpy(report->where.functions[0], function);
    report->where.function_count = 1;
}

static bool agrees(enum tool tool, enum end end)
{
    return verdict_mismatch(&header, tool, end, &reading) == NULL;
}

static void a_plain_run_is_judged_by_its_end(void **state)
{
    (void)state;
    expect_plain(VERDICT_WRONG);
    assert_true(agrees(TOOL_PLAIN, END_WRONG));
    assert_false(agrees(TOOL_PLAIN, END_OK));
    assert_false(agrees(TOOL_PLAIN, END_HANGS));
    assert_false(agrees(TOOL_PLAIN, END_SIGNAL));
    assert_false(agrees(TOOL_PLAIN, END_LIMIT));
}

static void both_functions_must_be_seen_with_and_one_with_or(void **state)
{
    (void)state;
    expect_plain(VERDICT_OK);
    expect_race("put", "take", false);
    see("data-race", "put");
    assert_false(agrees(TOOL_HELGRIND, END_OK));
    see("data-race", "take");
    assert_true(agrees(TOOL_HELGRIND, END_OK));
    expect_race("put", "take", true);
    reading.report_count = 1;
    assert_true(agrees(TOOL_HELGRIND, END_OK));
}

static void another_kind_or_function_is_not_expected(void **state)
{
    (void)state;
    expect_plain(VERDICT_OK);
    expect_race("put", "take", true);
    see("data-race", "put");
    see("data-race", "main");
    assert_false(agrees(TOOL_HELGRIND, END_OK));
    reading.report_count = 1;
    see("lock-order", "put");
    assert_false(agrees(TOOL_HELGRIND, END_OK));
}

static void only_a_program_that_hangs_may_report_and_hang(void **state)
{
    (void)state;
    expect_plain(VERDICT_OK);
    expect_race("put", "take", true);
    see("data-race", "put");
    assert_false(agrees(TOOL_HELGRIND, END_HANGS));
    header.tools[TOOL_PLAIN].verdict = VERDICT_HANGS;
    assert_true(agrees(TOOL_HELGRIND, END_HANGS));
}

static void status_and_text_must_agree(void **state)
{
    (void)state;
    expect_plain(VERDICT_OK);
    expect_race("put", "take", true);
    header.tools[TOOL_TSAN_GCC] = header.tools[TOOL_HELGRIND];
    see("data-race", "put");
    assert_false(agrees(TOOL_TSAN_GCC, END_OK));
    assert_true(agrees(TOOL_TSAN_GCC, END_FINDINGS));
    reading.report_count = 0;
    header.tools[TOOL_TSAN_GCC].verdict = VERDICT_MISSES;
    assert_false(agrees(TOOL_TSAN_GCC, END_FINDINGS));
    assert_true(agrees(TOOL_TSAN_GCC, END_WRONG));
}

static void silent_needs_a_program_that_succeeds(void **state)
{
    (void)state;
    expect_plain(VERDICT_OK);
    header.tools[TOOL_DRD].verdict = VERDICT_SILENT;
    assert_true(agrees(TOOL_DRD, END_OK));
    assert_false(agrees(TOOL_DRD, END_WRONG));
    see("data-race", "put");
    assert_false(agrees(TOOL_DRD, END_OK));
}

static void a_broken_tool_agrees_with_crashes_only(void **state)
{
    (void)state;
    expect_plain(VERDICT_OK);
    reading.tool_broke = true;
    header.tools[TOOL_DRD].verdict = VERDICT_SILENT;
    assert_false(agrees(TOOL_DRD, END_OK));
    header.tools[TOOL_DRD].verdict = VERDICT_CRASHES;
    assert_true(agrees(TOOL_DRD, END_WRONG));
}

static void a_choice_of_kinds_fits_either(void **state)
{
    (void)state;
    assert_true(kind_matches("unlock-not-locked|unlock-not-owner", "unlock-not-owner"));
    assert_true(kind_matches("unlock-not-locked|unlock-not-owner", "unlock-not-locked"));
    assert_false(kind_matches("unlock-not-locked|unlock-not-owner", "unlock-not"));
    assert_false(kind_matches("data-race", "data-race-free"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_run_is_judged_by_its_end),
        cmocka_unit_test(both_functions_must_be_seen_with_and_one_with_or),
        cmocka_unit_test(another_kind_or_function_is_not_expected),
        cmocka_unit_test(only_a_program_that_hangs_may_report_and_hang),
        cmocka_unit_test(status_and_text_must_agree),
        cmocka_unit_test(silent_needs_a_program_that_succeeds),
        cmocka_unit_test(a_broken_tool_agrees_with_crashes_only),
        cmocka_unit_test(a_choice_of_kinds_fits_either),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
