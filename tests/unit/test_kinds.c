#include "support/cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "report/kinds.h"

static void every_kind_is_found_by_number_name_and_rule(void **state)
{
    (void)state;
    for (unsigned int number = 1; number < LC_FINDING_KIND_END; number++) {
        const struct lc_kind *kind = lc_kind_of(number);
        assert_non_null(kind);
        assert_int_equal(kind->kind, number);
        assert_ptr_equal(lc_kind_find(lc_kind_name(kind)), kind);
        char rule[16];
        (void)snprintf(rule, sizeof(rule), "LC%u", LC_RULE_BASE + number);
        assert_ptr_equal(lc_kind_find(rule), kind);
    }
    assert_null(lc_kind_of(0));
    assert_null(lc_kind_of(LC_FINDING_KIND_END));
    assert_null(lc_kind_find("LC1000"));
    assert_null(lc_kind_find("LC99999999999999999999"));
}

static void every_kind_is_explained(void **state)
{
    (void)state;
    const struct lc_kind *kind;
    for (size_t i = 0; (kind = lc_kind_at(i)); i++) {
        const struct lc_kind_lesson *lesson = lc_kind_lesson(kind);
        assert_non_null(lesson->explanation);
        assert_true(strlen(lesson->explanation) > strlen(kind->message));
        assert_non_null(lesson->example);
        assert_non_null(lesson->cure);
        assert_int_equal(lesson->example[strlen(lesson->example) - 1], '\n');
        assert_int_equal(lesson->cure[strlen(lesson->cure) - 1], '\n');
        /* Printed as "What to do: ….": the full stop is added there. */
        assert_int_not_equal(kind->advice[strlen(kind->advice) - 1], '.');
        assert_int_equal(kind->message[strlen(kind->message) - 1], '.');
    }
}

static void the_first_three_tiers_fail_and_the_others_do_not(void **state)
{
    (void)state;
    for (unsigned int tier = 1; tier < LC_TIER_END; tier++) {
        assert_int_equal(lc_tier_fails((enum lc_tier)tier), tier <= LC_TIER_PREDICTED);
        assert_int_equal(lc_tier_find(lc_tier_name(tier)), tier);
    }
    assert_null(lc_tier_name(0));
    assert_null(lc_tier_name(LC_TIER_END));
    assert_int_equal(lc_tier_find("certain"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_found_by_number_name_and_rule),
        cmocka_unit_test(every_kind_is_explained),
        cmocka_unit_test(the_first_three_tiers_fail_and_the_others_do_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
