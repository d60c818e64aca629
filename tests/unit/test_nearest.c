#include "support/cmocka_all.h"

#include <string.h>

#include "base/nearest.h"

static const char *const names[] = {"run", "report", "merge", "doctor", "preload-path"};

static const char *nearest(const char *word)
{
    return lc_nearest(word, strlen(word), names, sizeof(names) / sizeof(names[0]));
}

static void one_slip_of_each_kind_is_understood(void **state)
{
    (void)state;
    assert_string_equal(nearest("rum"), "run");
    assert_string_equal(nearest("ru"), "run");
    assert_string_equal(nearest("runn"), "run");
    assert_string_equal(nearest("rnu"), "run");
    assert_string_equal(nearest("preload_path"), "preload-path");
}

static void the_closest_of_several_wins(void **state)
{
    (void)state;
    assert_string_equal(nearest("repotr"), "report");
    assert_string_equal(nearest("docter"), "doctor");
}

static void what_resembles_nothing_gets_no_advice(void **state)
{
    (void)state;
    assert_null(nearest("explode"));
    assert_null(nearest("x"));
    assert_null(nearest(""));
}

static void a_word_longer_than_any_name_is_no_trouble(void **state)
{
    (void)state;
    char word[1000];
    memset(word, 'r', sizeof(word));
    word[sizeof(word) - 1] = '\0';
    assert_null(nearest(word));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_slip_of_each_kind_is_understood),
        cmocka_unit_test(the_closest_of_several_wins),
        cmocka_unit_test(what_resembles_nothing_gets_no_advice),
        cmocka_unit_test(a_word_longer_than_any_name_is_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
