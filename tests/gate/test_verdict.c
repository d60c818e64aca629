#include "support/cmocka_all.h"

#include "gate/pool.h"
#include "gate/collect.h"
#include "judge/verdict.h"

static struct rg_result *result_with(enum rg_outcome outcome)
{
    struct rg_result *result = rg_result_new(&s_pool);
    const struct rg_job job = {.test = "t", .config = "tsan-gcc", .repeat = 1, .outcome = outcome};
    (void)rg_result_add_job(result, &job);
    return result;
}

static void add_finding(struct rg_result *result, enum rg_kind kind, enum rg_state state)
{
    struct rg_report report = {.kind = kind, .tool = "tsan"};
    struct rg_stack *stack = rg_report_add_stack(&report, &s_pool, RG_ROLE_SITE);
    rg_stack_add_frame(stack, &s_pool)->function = "f";
    rg_result_add_report(result, &report, 0);
    rg_result_settle(result);
    result->findings[0].state = state;
}

static void a_test_that_ran_with_nothing_found_is_a_pass(void **state)
{
    (void)state;
    assert_int_equal(rg_verdict_make(result_with(RG_OUTCOME_RAN)).status, RG_STATUS_PASS);
}

static void nothing_ran_is_no_pass(void **state)
{
    (void)state;
    struct rg_result *result = rg_result_new(&s_pool);
    assert_int_equal(rg_verdict_make(result).status, RG_STATUS_INCONCLUSIVE);
    result = result_with(RG_OUTCOME_SKIPPED);
    assert_int_equal(rg_verdict_make(result).status, RG_STATUS_INCONCLUSIVE);
}

static void every_outcome_but_ran_is_no_pass(void **state)
{
    (void)state;
    for (int outcome = RG_OUTCOME_RAN + 1; outcome < RG_OUTCOME_COUNT; outcome++) {
        struct rg_result *result = result_with((enum rg_outcome)outcome);
        enum rg_status expected =
            outcome == RG_OUTCOME_HUNG ? RG_STATUS_HANG : RG_STATUS_INCONCLUSIVE;
        assert_int_equal(rg_verdict_make(result).status, expected);
    }
}

static void a_new_finding_wins_over_what_was_not_looked_at(void **state)
{
    (void)state;
    struct rg_result *result = result_with(RG_OUTCOME_LOG_CUT);
    add_finding(result, RG_KIND_DATA_RACE, RG_STATE_NEW);
    assert_int_equal(rg_verdict_make(result).status, RG_STATUS_NEW_FINDING);
}

static void a_known_finding_passes(void **state)
{
    (void)state;
    struct rg_result *result = result_with(RG_OUTCOME_RAN);
    add_finding(result, RG_KIND_DATA_RACE, RG_STATE_KNOWN);
    assert_int_equal(rg_verdict_make(result).status, RG_STATUS_PASS);
}

static void an_explained_hang_is_its_finding(void **state)
{
    (void)state;
    struct rg_result *result = result_with(RG_OUTCOME_HUNG);
    add_finding(result, RG_KIND_DEADLOCK, RG_STATE_NEW);
    assert_int_equal(rg_verdict_make(result).status, RG_STATUS_NEW_FINDING);
    result->findings[0].state = RG_STATE_KNOWN;
    assert_int_equal(rg_verdict_make(result).status, RG_STATUS_INCONCLUSIVE);
}

static void a_race_does_not_explain_a_hang(void **state)
{
    (void)state;
    struct rg_result *result = result_with(RG_OUTCOME_HUNG);
    add_finding(result, RG_KIND_DATA_RACE, RG_STATE_KNOWN);
    assert_int_equal(rg_verdict_make(result).status, RG_STATUS_HANG);
}

static void a_canary_must_be_seen(void **state)
{
    (void)state;
    struct rg_result *result = result_with(RG_OUTCOME_RAN);
    result->needs_canaries = true;
    assert_int_equal(rg_verdict_make(result).status, RG_STATUS_INCONCLUSIVE);
    struct rg_canary *canary = RG_PUSH(&s_pool, result->canaries, result->canary_count);
    canary->config = "tsan-gcc";
    canary->name = "race";
    assert_int_equal(rg_verdict_make(result).status, RG_STATUS_INCONCLUSIVE);
    canary->was_seen = true;
    assert_int_equal(rg_verdict_make(result).status, RG_STATUS_PASS);
}

static void a_policy_is_its_own_verdict(void **state)
{
    (void)state;
    struct rg_result *result = result_with(RG_OUTCOME_RAN);
    rg_result_policy(result, "an entry expired");
    assert_int_equal(rg_verdict_make(result).status, RG_STATUS_POLICY);
    rg_result_trouble(result, "something broke");
    assert_int_equal(rg_verdict_make(result).status, RG_STATUS_INCONCLUSIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_test_that_ran_with_nothing_found_is_a_pass, forget),
        cmocka_unit_test_teardown(nothing_ran_is_no_pass, forget),
        cmocka_unit_test_teardown(every_outcome_but_ran_is_no_pass, forget),
        cmocka_unit_test_teardown(a_new_finding_wins_over_what_was_not_looked_at, forget),
        cmocka_unit_test_teardown(a_known_finding_passes, forget),
        cmocka_unit_test_teardown(an_explained_hang_is_its_finding, forget),
        cmocka_unit_test_teardown(a_race_does_not_explain_a_hang, forget),
        cmocka_unit_test_teardown(a_canary_must_be_seen, forget),
        cmocka_unit_test_teardown(a_policy_is_its_own_verdict, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
