#include "support/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/pattern.h"
#include "report/suppress.h"
#include "support/abba_trace.h"
#include "support/report_text.h"

static void a_pattern_is_found_anywhere_unless_tied(void **state)
{
    (void)state;
    assert_true(lc_pattern_matches("journal", "journal_append"));
    assert_true(lc_pattern_matches("append", "journal_append"));
    assert_true(lc_pattern_matches("j*end", "journal_append"));
    assert_true(lc_pattern_matches("^journal", "journal_append"));
    assert_true(lc_pattern_matches("append$", "journal_append"));
    assert_true(lc_pattern_matches("^journal_append$", "journal_append"));
    assert_true(lc_pattern_matches("^j*d$", "journal_append"));
    assert_true(lc_pattern_matches("*", "anything"));
    assert_true(lc_pattern_matches("^*append", "journal_append"));
    assert_true(lc_pattern_matches("a*b*c$", "xaxbxcxc"));
}

static void its_neighbours_do_not_match(void **state)
{
    (void)state;
    assert_false(lc_pattern_matches("", "anything"));
    assert_false(lc_pattern_matches("^", "anything"));
    assert_false(lc_pattern_matches("^append", "journal_append"));
    assert_false(lc_pattern_matches("journal$", "journal_append"));
    assert_false(lc_pattern_matches("^journal$", "journal_append"));
    assert_false(lc_pattern_matches("d*j", "journal_append"));
    assert_false(lc_pattern_matches("^ab*ba$", "aba"));
    assert_false(lc_pattern_matches(" journal", "journal_append"));
}

static struct lc_suppressions parsed(const char *text)
{
    struct lc_suppressions suppressions;
    lc_suppressions_init(&suppressions);
    assert_int_equal(lc_suppressions_parse(&suppressions, "s.txt", text), 0);
    return suppressions;
}

static void both_grammars_are_read_from_one_file(void **state)
{
    (void)state;
    struct lc_suppressions read = parsed("# a comment\n"
                                         "\n"
                                         "race:some_counter\n"
                                         "  deadlock:journal_*  \n"
                                         "mutex:^main$\r\n"
                                         "called_from_lib:libfoo.so\n"
                                         "#!lockcheck lock-order:transfer\n"
                                         "#!lockcheck fingerprint:0123456789abcdef");
    assert_int_equal(read.problem_count, 0);
    assert_int_equal(read.count, 6);
    assert_string_equal(read.items[1].type, "deadlock");
    assert_string_equal(read.items[1].pattern, "journal_*");
    assert_int_equal(read.items[1].line, 4);
    assert_string_equal(read.items[2].pattern, "^main$");
    assert_int_equal(read.items[4].kind->kind, LC_FINDING_LOCK_ORDER);
    lc_suppressions_fini(&read);
}

static void lines_that_cannot_work_are_problems(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"deadlock journal\n", "s.txt:1: no colon: write type:pattern"},
        {"deadlock: journal\n", "s.txt:1: a blank after the colon: it belongs to the pattern, "
                                "which then never matches"},
        {"deadlock:\n", "s.txt:1: the pattern is empty, and matches nothing"},
        {"deadlok:journal\n", "s.txt:1: unknown type 'deadlok'"},
        {"\nlock-order:f\n", "s.txt:2: unknown type 'lock-order'; write '#!lockcheck "
                             "lock-order:...'"},
        {"#!lockcheck deadlok:f\n",
         "s.txt:1: unknown kind 'deadlok'; lockcheck explain lists them"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct lc_suppressions read = parsed(bad[i][0]);
        assert_int_equal(read.count, 0);
        assert_int_equal(read.problem_count, 1);
        assert_string_equal(read.problems[0], bad[i][1]);
        lc_suppressions_fini(&read);
    }
}

/* The status and text of the usual inversion with these suppressions. */
static char *report_with(const char *lines, int *ret_status)
{
    char path[] = "/tmp/lockcheck-suppress-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, lines, strlen(lines)), strlen(lines));
    (void)close(fd);
    const char *paths[] = {path};
    struct lc_report_options options = {.suppressions = paths, .suppression_count = 1};
    struct trace_builder builder;
    abba_trace_build(&builder, &(struct abba){0});
    char *text = report_text(&options, &builder, 1, ret_status);
    trace_builder_fini(&builder);
    (void)unlink(path);
    return text;
}

static void assert_suppresses(const char *line, bool does)
{
    int status;
    char *text = report_with(line, &status);
    assert_int_equal(status, does ? 0 : LC_EXIT_FINDINGS);
    assert_int_equal(strstr(text, ", 1 suppressed in") != NULL, does);
    assert_int_equal(strstr(text, "Suppression unused") == NULL, does);
    free(text);
}

static void a_finding_is_known_by_module_lock_or_library(void **state)
{
    (void)state;
    assert_suppresses("deadlock:/opt/server\n", true);
    assert_suppresses("deadlock:journal_lock\n", true);
    assert_suppresses("called_from_lib:server\n", true);
    assert_suppresses("#!lockcheck lock-order:accounts_*\n", true);
}

static void other_types_kinds_and_names_leave_it(void **state)
{
    (void)state;
    assert_suppresses("mutex:/opt/server\n", false);
    assert_suppresses("deadlock:client\n", false);
    assert_suppresses("#!lockcheck deadlock:accounts_*\n", false);
    assert_suppresses("called_from_lib:libfoo\n", false);
    assert_suppresses("#!lockcheck fingerprint:0000000000000000\n", false);
}

static void what_suppress_prints_suppresses(void **state)
{
    (void)state;
    int status;
    char *text = report_with("", &status);
    char *line = strstr(text, "Suppress: ");
    assert_non_null(line);
    line += strlen("Suppress: ");
    line[strcspn(line, "\n")] = '\0';
    assert_suppresses(line, true);
    free(text);
}

static void a_race_line_is_not_called_unused(void **state)
{
    (void)state;
    int status;
    char *text = report_with("race:counter\n", &status);
    assert_null(strstr(text, "Suppression unused"));
    free(text);
    text = report_with("thread:counter\n", &status);
    assert_non_null(strstr(text, "Suppression unused"));
    free(text);
}

static void a_file_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    const char *paths[] = {"/nonexistent/suppressions"};
    struct lc_report_options options = {.suppressions = paths, .suppression_count = 1};
    struct trace_builder builder;
    abba_trace_build(&builder, &(struct abba){0});
    int status;
    free(report_text(&options, &builder, 1, &status));
    assert_int_equal(status, LC_EXIT_FAILURE);
    trace_builder_fini(&builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pattern_is_found_anywhere_unless_tied),
        cmocka_unit_test(its_neighbours_do_not_match),
        cmocka_unit_test(both_grammars_are_read_from_one_file),
        cmocka_unit_test(lines_that_cannot_work_are_problems),
        cmocka_unit_test(a_finding_is_known_by_module_lock_or_library),
        cmocka_unit_test(other_types_kinds_and_names_leave_it),
        cmocka_unit_test(what_suppress_prints_suppresses),
        cmocka_unit_test(a_race_line_is_not_called_unused),
        cmocka_unit_test(a_file_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
