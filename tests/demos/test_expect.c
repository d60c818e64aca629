#include "support/cmocka_all.h"

#include "expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TITLE                                                                                      \
    "/*\n * f/s/racy.c - a title.  Cure: fixed.c\n *\n * BUG     one\n *         two\n * PYTHON  " \
    "S1, Topic: rest\n *\n"
#define REST                                                                         \
    " * expect tsan-gcc   misses data-race\n * expect tsan-clang misses data-race\n" \
    " * expect drd        misses data-race\n * expect lockcheck  misses data-race\n"

static struct demo_header header;
static char error[512];

/* Read a header with these lines in it. */
static int read_lines(const char *lines)
{
    char path[] = "/tmp/test-expect.XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    assert_non_null(file);
    fprintf(file, TITLE "%s */\nint main(void);\n", lines);
    assert_int_equal(fclose(file), 0);
    int result = expect_read(path, &header, error);
    assert_int_equal(unlink(path), 0);
    return result;
}

static void assert_refused(const char *lines, const char *reason)
{
    assert_int_equal(read_lines(lines), -1);
    if (strstr(error, reason) == NULL) {
        fail_msg("'%s' does not say '%s'", error, reason);
    }
}

static void findings_are_read_with_their_functions(void **state)
{
    (void)state;
    assert_int_equal(
        read_lines(" * expect helgrind   reports data-race in put and take, exit-holding in -\n"),
        0);
    const struct expectation *expectation = &header.tools[TOOL_HELGRIND];
    assert_int_equal(expectation->verdict, VERDICT_REPORTS);
    assert_int_equal(expectation->finding_count, 2);
    assert_string_equal(expectation->findings[0].kind, "data-race");
    assert_int_equal(expectation->findings[0].function_count, 2);
    assert_string_equal(expectation->findings[0].functions[1], "take");
    assert_false(expectation->findings[0].any);
    assert_string_equal(expectation->findings[1].functions[0], "-");
}

static void an_indented_line_goes_on_with_the_expectation(void **state)
{
    (void)state;
    assert_int_equal(read_lines(" * expect drd        reports data-race in put or\n"
                                " *                   take\n"),
                     0);
    assert_string_equal(header.tools[TOOL_DRD].text, "reports data-race in put or take");
    assert_true(header.tools[TOOL_DRD].findings[0].any);
}

static void lesson_args_and_flags_are_read(void **state)
{
    (void)state;
    assert_int_equal(read_lines(" * args plain        20 30\n * flags drd         --x=1\n"), 0);
    assert_string_equal(header.lesson[LESSON_BUG], "one two");
    assert_string_equal(header.tools[TOOL_PLAIN].args, "20 30");
    assert_string_equal(header.tools[TOOL_DRD].flags, "--x=1");
}

static void rounds_may_be_a_range(void **state)
{
    (void)state;
    assert_int_equal(read_lines(" * args plain        200..5000\n * args drd          7\n"), 0);
    assert_string_equal(header.tools[TOOL_PLAIN].args, "200");
    assert_int_equal(header.tools[TOOL_PLAIN].rounds_max, 5000);
    assert_int_equal(header.tools[TOOL_DRD].rounds_max, 0);
    assert_refused(" * args plain        200..\n", "'200..' is no range of rounds");
    assert_refused(" * args plain        200..100\n", "is no range of rounds");
    assert_refused(" * args plain        x 2..3\n", "is no range of rounds");
}

static void what_is_malformed_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_refused(" * expect purify     silent\n", ":8: there is no tool 'purify'");
    assert_refused(" * expect drd        whispers\n", "there is no verdict 'whispers'");
    assert_refused(" * expect plain      silent\n", "is no verdict for plain");
    assert_refused(" * expect drd        ok\n", "is no verdict for drd");
    assert_refused(" * expect drd        silent now\n", "'now' after");
    assert_refused(" * expect drd        reports data-race\n", "needs 'in FUNCTION'");
    assert_refused(" * expect drd        reports data-race in\n", "a function's name is missing");
    assert_refused(" * expect drd        reports data-rice in f\n", "there is no kind 'data-rice'");
    assert_refused(" * expect drd        misses data-race in f\n", "takes a kind alone");
    assert_refused(" * expect drd        reports data-race in f g\n", "'and' or 'or' expected");
    assert_refused(" * expect drd        reports data-race in f and g or h\n", "'and' and 'or'");
    assert_refused(" * expect drd        silent\n * expect drd        silent\n",
                   ":9: a second expect");
}

static void a_missing_tool_is_noticed(void **state)
{
    (void)state;
    assert_int_equal(read_lines(" * expect plain      wrong\n" REST), 0);
    snprintf(header.path, sizeof(header.path), "f/s/racy.c");
    assert_int_equal(expect_check_complete(&header, error), -1);
    assert_non_null(strstr(error, "no expect line for helgrind"));
}

static void a_verdict_must_fit_the_program(void **state)
{
    (void)state;
    assert_int_equal(
        read_lines(" * expect plain      ok\n" REST " * expect helgrind   misses data-race\n"), 0);
    snprintf(header.path, sizeof(header.path), "f/s/racy.c");
    assert_int_equal(expect_check_complete(&header, error), 0);
    snprintf(header.path, sizeof(header.path), "f/s/fixed.c");
    assert_int_equal(expect_check_complete(&header, error), -1);
    assert_non_null(strstr(error, "does not fit a correct program"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_are_read_with_their_functions),
        cmocka_unit_test(an_indented_line_goes_on_with_the_expectation),
        cmocka_unit_test(lesson_args_and_flags_are_read),
        cmocka_unit_test(rounds_may_be_a_range),
        cmocka_unit_test(what_is_malformed_is_refused_with_its_line),
        cmocka_unit_test(a_missing_tool_is_noticed),
        cmocka_unit_test(a_verdict_must_fit_the_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
