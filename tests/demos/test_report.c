#include "support/cmocka_all.h"

#include "report.h"

#include <string.h>

#define SOURCE "/src/demos/counters/hello/racy.c"

static struct reading reading;

static void read_text(enum tool tool, const char *text)
{
    memset(&reading, 0, sizeof(reading));
    report_read(tool, text, SOURCE, "/src/demos/", 7, &reading);
}

static void assert_report(int index, const char *kinds, const char *function)
{
    assert_true(index < reading.report_count);
    assert_string_equal(reading.reports[index].kinds, kinds);
    assert_string_equal(reading.reports[index].where.functions[0], function);
}

static const char tsan_race[] = "WARNING: ThreadSanitizer: data race (pid=7)\n"
                                "  Read of size 4 at 0x56 by thread T2:\n"
                                "    #0 read_it /src/demos/counters/hello/racy.c:4 (r+0x11)\n"
                                "    #1 run /src/demos/counters/hello/racy.c:9 (r+0x12)\n\n"
                                "  Previous write of size 4 at 0x56 by thread T1:\n"
                                "    #0 memcpy tsan.cpp:1 (libtsan.so.2+0x5e)\n"
                                "    #1 write_it /src/demos/counters/hello/racy.c:5:3 (r+0x13)\n\n"
                                "  Thread T2 (tid=9, running) created by main thread at:\n"
                                "    #0 pthread_create tsan.cpp:1 (libtsan.so.2+0x5e)\n"
                                "    #1 main /src/demos/counters/hello/racy.c:7 (r+0x14)\n\n"
                                "SUMMARY: ThreadSanitizer: data race racy.c:4 in read_it\n";

static void tsan_race_names_both_sides_and_not_the_creator(void **state)
{
    (void)state;
    read_text(TOOL_TSAN_GCC, tsan_race);
    assert_int_equal(reading.report_count, 1);
    assert_report(0, "data-race", "read_it");
    assert_int_equal(reading.reports[0].where.function_count, 2);
    assert_string_equal(reading.reports[0].where.functions[1], "write_it");
    assert_true(reading.reports[0].in_first_process);
}

static void equal_reports_count_once_and_a_childs_is_marked(void **state)
{
    char text[2 * sizeof(tsan_race)];
    (void)state;
    strcpy(text, tsan_race);
    strcat(text, tsan_race);
    read_text(TOOL_TSAN_GCC, text);
    assert_int_equal(reading.report_count, 1);
    memcpy(strstr(text, "pid=7"), "pid=8", 5);
    read_text(TOOL_TSAN_GCC, text);
    assert_int_equal(reading.report_count, 2);
    assert_false(reading.reports[0].in_first_process);
}

static void the_programs_own_words_are_no_report(void **state)
{
    (void)state;
    read_text(TOOL_TSAN_GCC, "counted 3 of 4: data race?\nthread leak\n");
    assert_int_equal(reading.report_count, 0);
    assert_false(reading.tool_broke);
}

static void helgrind_lock_order_is_read_without_where_the_lock_was_seen(void **state)
{
    (void)state;
    read_text(TOOL_HELGRIND, "==7== Thread #3: lock order \"0x4 before 0x5\" violated\n==7== \n"
                             "==7== Observed (incorrect) order is: acquisition of lock at 0x5\n"
                             "==7==    at 0x48: mutex_lock (in /usr/libexec/vg.so)\n"
                             "==7==    by 0x10: ba (/src/demos/counters/hello/racy.c:38)\n"
                             "==7==  Lock at 0x5 was first observed\n"
                             "==7==    at 0x10: main (/src/demos/counters/hello/racy.c:50)\n"
                             "==7== ERROR SUMMARY: 1 errors from 1 contexts\n");
    assert_int_equal(reading.report_count, 1);
    assert_report(0, "lock-order", "ba");
    assert_int_equal(reading.reports[0].where.function_count, 1);
    assert_false(reading.unclassified);
}

static void errors_without_a_known_phrase_are_unclassified(void **state)
{
    (void)state;
    read_text(TOOL_DRD, "==7== Something new\n==7== ERROR SUMMARY: 2 errors from 1 contexts\n");
    assert_true(reading.unclassified);
    read_text(TOOL_DRD, "==7== ERROR SUMMARY: 0 errors from 0 contexts\n");
    assert_false(reading.unclassified);
}

static void lockcheck_paths_may_be_relative(void **state)
{
    (void)state;
    read_text(TOOL_LOCKCHECK,
              "WARNING: lockcheck: lock-order (predicted) (pid=7)\n"
              "  T3 \"x\"  (created by main at hello/racy.c:5)\n"
              "    waits for  end of T3  created by main at hello/racy.c:7  waiting at\n"
              "        #0 ba hello/racy.c:38\n"
              "        #0 elsewhere other_racy.c:38\n\nSUMMARY: lockcheck: 1 finding\n");
    assert_int_equal(reading.report_count, 1);
    assert_report(0, "lock-order", "ba");
    assert_int_equal(reading.reports[0].where.function_count, 1);
}

static void a_broken_tool_is_no_verdict(void **state)
{
    (void)state;
    read_text(TOOL_TSAN_CLANG, "ThreadSanitizer: CHECK failed: x.h:67 (0x40, 0x40)\n");
    assert_true(reading.tool_broke);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tsan_race_names_both_sides_and_not_the_creator),
        cmocka_unit_test(equal_reports_count_once_and_a_childs_is_marked),
        cmocka_unit_test(the_programs_own_words_are_no_report),
        cmocka_unit_test(helgrind_lock_order_is_read_without_where_the_lock_was_seen),
        cmocka_unit_test(errors_without_a_known_phrase_are_unclassified),
        cmocka_unit_test(lockcheck_paths_may_be_relative),
        cmocka_unit_test(a_broken_tool_is_no_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
