#include "support/cmocka_all.h"

#include <errno.h>
#include <string.h>

#include "base/options.h"

static struct lc_options s_options; /* large: not on the stack */
static char s_error[256];

static int parse(const char *text)
{
    lc_options_defaults(&s_options);
    memset(s_error, 'x', sizeof(s_error));
    return lc_options_parse(&s_options, text, s_error, sizeof(s_error));
}

static void without_text_every_key_has_its_default(void **state)
{
    (void)state;
    assert_int_equal(parse(NULL), 0);
    assert_string_equal(s_options.trace, "");
    assert_string_equal(s_options.log_path, "stderr");
    assert_true(s_options.report);
    assert_false(s_options.halt_on_error);
    assert_int_equal(s_options.exitcode, 66);
    assert_int_equal(s_options.on_deadlock, LC_ON_DEADLOCK_REPORT);
    assert_int_equal(parse(""), 0);
    assert_int_equal(s_options.exitcode, 66);
}

static void each_type_is_read(void **state)
{
    (void)state;
    assert_int_equal(parse("trace=/t/%e.%p.lcd:report=0:exitcode=7:halt_on_error=yes:"
                           "color=never:on_deadlock=abort"),
                     0);
    assert_string_equal(s_options.trace, "/t/%e.%p.lcd");
    assert_false(s_options.report);
    assert_int_equal(s_options.exitcode, 7);
    assert_true(s_options.halt_on_error);
    assert_int_equal(s_options.color, LC_COLOR_NEVER);
    assert_int_equal(s_options.on_deadlock, LC_ON_DEADLOCK_ABORT);
}

static void quotes_keep_colons_together(void **state)
{
    (void)state;
    assert_int_equal(parse("trace='a:b=c':log_path=\"x:y'z\":exitcode=1"), 0);
    assert_string_equal(s_options.trace, "a:b=c");
    assert_string_equal(s_options.log_path, "x:y'z");
    assert_int_equal(s_options.exitcode, 1);
}

static void empty_items_are_skipped_and_the_last_of_equal_keys_wins(void **state)
{
    (void)state;
    assert_int_equal(parse("::exitcode=1: exitcode=2:\nquiet=1:"), 0);
    assert_int_equal(s_options.exitcode, 2);
    assert_true(s_options.quiet);
}

static void an_unknown_key_is_named_with_its_neighbour(void **state)
{
    (void)state;
    assert_int_equal(parse("supressions=x"), -EINVAL);
    assert_string_equal(s_error, "unknown option 'supressions'; did you mean 'suppressions'?");
    assert_int_equal(parse("zzzzzz=x"), -EINVAL);
    assert_string_equal(s_error, "unknown option 'zzzzzz'; help=1 lists all");
}

static void a_bad_value_is_named_and_changes_nothing(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "exitcode=256",
        "exitcode=-1",
        "exitcode=",
        "exitcode=6x",
        "exitcode=99999999999999999999",
        "hang_check_ms=0",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(parse(bad[i]), -EINVAL);
        assert_int_equal(s_options.exitcode, 66);
        assert_int_equal(s_options.hang_check_ms, 100);
    }
    assert_int_equal(parse("exitcode=256"), -EINVAL);
    assert_string_equal(s_error, "option 'exitcode' cannot be '256'; it takes 0..255");
    assert_int_equal(parse("on_deadlock=explode"), -EINVAL);
    assert_string_equal(s_error,
                        "option 'on_deadlock' cannot be 'explode'; it takes report|exit|abort");
    assert_int_equal(parse("on_deadlock="), -EINVAL);
    assert_int_equal(parse("report=maybe"), -EINVAL);
    assert_true(s_options.report);
}

static void bad_grammar_is_named(void **state)
{
    (void)state;
    assert_int_equal(parse("quiet"), -EINVAL);
    assert_string_equal(s_error, "option 'quiet' has no value; write key=value:key=value");
    assert_int_equal(parse("trace='abc"), -EINVAL);
    assert_string_equal(s_error, "option 'trace': the quote is not closed");
    assert_int_equal(parse("trace='abc'd:exitcode=3"), -EINVAL);
    assert_string_equal(s_error, "option 'trace': text after the closing quote");
    assert_string_equal(s_options.trace, "");
    assert_int_equal(s_options.exitcode, 3);
}

static void the_first_error_is_told_and_the_rest_is_applied(void **state)
{
    (void)state;
    assert_int_equal(parse("exitcode=1:nonsens=1:sho=all:quiet=1"), -EINVAL);
    assert_non_null(strstr(s_error, "'nonsens'"));
    assert_null(strstr(s_error, "'sho'"));
    assert_int_equal(s_options.exitcode, 1);
    assert_true(s_options.quiet);
}

static void text_too_long_for_its_key_is_refused(void **state)
{
    (void)state;
    static char text[LC_OPTION_PATH_BYTES + 16];
    memset(text, 'a', sizeof(text));
    memcpy(text, "trace=", 6);
    text[6 + LC_OPTION_PATH_BYTES - 1] = '\0';
    assert_int_equal(parse(text), 0);
    text[6 + LC_OPTION_PATH_BYTES - 1] = 'a';
    text[6 + LC_OPTION_PATH_BYTES] = '\0';
    assert_int_equal(parse(text), -EINVAL);
    assert_string_equal(s_options.trace, "");
    assert_non_null(memchr(s_error, '\0', sizeof(s_error)));
}

static void errors_need_no_buffer(void **state)
{
    (void)state;
    lc_options_defaults(&s_options);
    assert_int_equal(lc_options_parse(&s_options, "nonsens=1", NULL, 0), -EINVAL);
    char tiny[4];
    assert_int_equal(lc_options_parse(&s_options, "nonsens=1", tiny, sizeof(tiny)), -EINVAL);
    assert_string_equal(tiny, "unk");
}

static void one_key_can_be_set_from_a_switch(void **state)
{
    (void)state;
    lc_options_defaults(&s_options);
    assert_int_equal(lc_options_set(&s_options, "trace", "a:b", s_error, sizeof(s_error)), 0);
    assert_string_equal(s_options.trace, "a:b");
    assert_int_equal(lc_options_set(&s_options, "show", "some", s_error, sizeof(s_error)), -EINVAL);
    assert_string_equal(s_error, "option 'show' cannot be 'some'; it takes failing|all");
}

static void a_value_that_needs_quotes_gets_them(void **state)
{
    (void)state;
    static const char *const values[] = {"plain", "a:b", "it's", "'", ""};
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        char text[64];
        assert_int_equal(lc_options_write(text, sizeof(text), "trace", values[i]), 0);
        assert_int_equal(parse(text), 0);
        assert_string_equal(s_options.trace, values[i]);
    }
    char text[64];
    assert_int_equal(lc_options_write(text, sizeof(text), "trace", "'\":"), -EINVAL);
    assert_int_equal(lc_options_write(text, 8, "trace", "plain"), -ENOSPC);
}

static void the_help_names_every_key_and_fits(void **state)
{
    (void)state;
    static char help[LC_OPTIONS_HELP_BYTES];
    size_t bytes = lc_options_help(help, sizeof(help));
    assert_true(bytes < sizeof(help) - 1);
    for (size_t i = 0; lc_options_key(i); i++) {
        char start[64] = "  ";
        strcat(strcat(start, lc_options_key(i)), "=");
        assert_non_null(strstr(help, start));
    }
    assert_non_null(strstr(help, "exitcode=66 "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_text_every_key_has_its_default),
        cmocka_unit_test(each_type_is_read),
        cmocka_unit_test(quotes_keep_colons_together),
        cmocka_unit_test(empty_items_are_skipped_and_the_last_of_equal_keys_wins),
        cmocka_unit_test(an_unknown_key_is_named_with_its_neighbour),
        cmocka_unit_test(a_bad_value_is_named_and_changes_nothing),
        cmocka_unit_test(bad_grammar_is_named),
        cmocka_unit_test(the_first_error_is_told_and_the_rest_is_applied),
        cmocka_unit_test(text_too_long_for_its_key_is_refused),
        cmocka_unit_test(errors_need_no_buffer),
        cmocka_unit_test(one_key_can_be_set_from_a_switch),
        cmocka_unit_test(a_value_that_needs_quotes_gets_them),
        cmocka_unit_test(the_help_names_every_key_and_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
