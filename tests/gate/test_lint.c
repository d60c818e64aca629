#include "support/cmocka_all.h"

#include "gate/pool.h"
#include "gate/collect.h"
#include "judge/suppressions.h"

static struct rg_lint lint(const char *text)
{
    struct rg_lint result = {.pool = &s_pool, .path = scratch_file(text, strlen(text))};
    assert_int_equal(rg_lint_file(&result), 0);
    return result;
}

static void says_once(const char *text, const char *part)
{
    struct rg_lint result = lint(text);
    assert_int_equal(result.problem_count, 1);
    assert_true(strstr(result.problems[0], part) != NULL);
}

static void good_files_have_no_problem(void **state)
{
    (void)state;
    assert_int_equal(lint("").problem_count, 0);
    assert_int_equal(lint("# a comment\n\nrace:statistics_bump\ndeadlock:^journal_*$\n"
                          "called_from_lib:libfoo.so\n#!lockcheck join-holding:close_all\n"
                          "#!lockcheck fingerprint:0cfad63d0fa98213\n")
                         .problem_count,
                     0);
    assert_int_equal(
        lint("# reason: known\n# expires: 2999-01-01\nrace:statistics\n").problem_count, 0);
    assert_int_equal(lint("{\n  one\n  Helgrind:Race\n  fun:statistics_bump\n}\n").problem_count,
                     0);
}

static void what_never_matches_is_told(void **state)
{
    (void)state;
    says_once("race: statistics\n", "never matches");
    says_once("{\n one\n drd:ConflictingAccess\n fun: statistics\n}\n", "never matches");
    says_once("statistics_bump\n", "no colon");
    says_once("rase:statistics\n", "unknown type");
    says_once("{\n one\n Memcheck:Leak\n fun:statistics\n}\n", "neither for Helgrind");
}

static void what_hides_too_much_is_told(void **state)
{
    (void)state;
    static const char *const broad[] = {"race:*\n", "race:main\n", "deadlock:^std::\n", "race:a\n",
                                        "{\n one\n Helgrind:Race\n ...\n fun:*\n}\n"};
    for (size_t i = 0; i < sizeof(broad) / sizeof(*broad); i++) {
        says_once(broad[i], "too broad");
    }
}

static void doubles_and_dates_are_told(void **state)
{
    (void)state;
    says_once("race:statistics\nrace:other\nrace:statistics\n", "line 1 already");
    says_once("{\n one\n Helgrind:Race\n fun:abc\n}\n{\n two\n Helgrind:Race\n fun:abc\n}\n",
              "line 1 already");
    says_once("# expires: 2020-02-02\nrace:statistics\n", "is over since 2020-02-02");
    says_once("# expires: soon\nrace:statistics\n", "no date");
}

static void a_date_belongs_to_the_next_entry_only(void **state)
{
    (void)state;
    assert_int_equal(lint("# expires: 2020-02-02\n\nrace:statistics\n").problem_count, 0);
}

static void an_entry_that_is_not_closed_is_told(void **state)
{
    (void)state;
    says_once("{\n one\n Helgrind:Race\n fun:statistics\n", "not closed");
}

static void unused_entries_are_told(void **state)
{
    (void)state;
    static const char *const used[] = {"race:statistics"};
    struct rg_lint result = lint("race:statistics\nrace:nobody\n");
    rg_lint_unused(&result, used, 1);
    assert_int_equal(result.problem_count, 1);
    assert_true(strstr(result.problems[0], ":2: 'race:nobody' matched nothing") != NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(good_files_have_no_problem, forget),
        cmocka_unit_test_teardown(what_never_matches_is_told, forget),
        cmocka_unit_test_teardown(what_hides_too_much_is_told, forget),
        cmocka_unit_test_teardown(doubles_and_dates_are_told, forget),
        cmocka_unit_test_teardown(a_date_belongs_to_the_next_entry_only, forget),
        cmocka_unit_test_teardown(an_entry_that_is_not_closed_is_told, forget),
        cmocka_unit_test_teardown(unused_entries_are_told, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
