#include "support/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/abba_trace.h"
#include "support/report_text.h"

static const char abba_report[] =
    "WARNING: lockcheck: lock-order (predicted) (pid=4711)\n"
    "  Two threads take the same two locks in opposite orders. With unlucky timing both wait for "
    "ever.\n"
    "  accounts_lock -> journal_lock -> accounts_lock\n"
    "\n"
    "  T1 \"worker-1\"  (main thread)\n"
    "    holds  accounts_lock  in mapped memory at 0x100  taken at\n"
    "        #0 server+0x1000\n"
    "        #1 server+0x9000\n"
    "    wants  journal_lock   in mapped memory at 0x200  asked for at\n"
    "        #0 server+0x1100\n"
    "        #1 server+0x9000\n"
    "\n"
    "  T2 \"compactor\"\n"
    "    holds  journal_lock   in mapped memory at 0x200  taken at\n"
    "        #0 server+0x2000\n"
    "        #1 server+0x9000\n"
    "    wants  accounts_lock  in mapped memory at 0x100  asked for at\n"
    "        #0 server+0x2100\n"
    "        #1 server+0x9000\n"
    "\n"
    "  What to do: choose one order for accounts_lock and journal_lock and keep it everywhere "
    "(server+0x1100 asks for journal_lock second, server+0x2100 asks for accounts_lock second).\n"
    "  More: lockcheck explain lock-order        Suppress: #!lockcheck fingerprint:FINGERPRINT\n"
    "\n"
    "SUMMARY: lockcheck: 1 finding (1 predicted) in ./server (pid 4711). 214 locks, 9 threads, "
    "3,120 dependencies, nothing dropped. Trace: trace-0\n";

/* The one filter of golden texts here: what a hash makes of names is another test's business. */
static void hide_fingerprints(char *text)
{
    static const char mark[] = "fingerprint:";
    char *at = text;
    while ((at = strstr(at, mark))) {
        at += sizeof(mark) - 1;
        size_t digits = strspn(at, "0123456789abcdef");
        assert_int_equal(digits, 16);
        memcpy(at, "FINGERPRINT", 11);
        memmove(at + 11, at + digits, strlen(at + digits) + 1);
    }
}

static char *report_of(const struct abba *abba, const struct lc_report_options *options,
                       int *ret_status)
{
    struct trace_builder builder;
    abba_trace_build(&builder, abba);
    char *text = report_text(options, &builder, 1, ret_status);
    trace_builder_fini(&builder);
    return text;
}

static void an_inversion_reads_as_designed(void **state)
{
    (void)state;
    int status;
    char *text = report_of(&(struct abba){0}, &(struct lc_report_options){0}, &status);
    assert_int_equal(status, LC_EXIT_FINDINGS);
    hide_fingerprints(text);
    assert_string_equal(text, abba_report);
    free(text);
}

static void a_run_without_findings_says_so_in_one_line(void **state)
{
    (void)state;
    struct trace_builder builder;
    trace_builder_init(&builder, 7);
    trace_add_process(&builder, "/bin/true", "/", "");
    int status;
    char *text = report_text(&(struct lc_report_options){0}, &builder, 1, &status);
    assert_int_equal(status, 0);
    assert_string_equal(text,
                        "SUMMARY: lockcheck: no findings in /bin/true (pid 7). 0 locks, 1 thread, "
                        "0 dependencies, nothing dropped.\n");
    free(text);
    text = report_text(&(struct lc_report_options){.quiet = true}, &builder, 1, &status);
    assert_string_equal(text, "");
    free(text);
    trace_builder_fini(&builder);
}

static void quiet_does_not_hide_a_finding(void **state)
{
    (void)state;
    int status;
    char *text = report_of(&(struct abba){0}, &(struct lc_report_options){.quiet = true}, &status);
    assert_non_null(strstr(text, "WARNING: lockcheck: lock-order"));
    assert_non_null(strstr(text, "SUMMARY: "));
    free(text);
}

static void a_latent_finding_is_shown_on_request_and_never_fails(void **state)
{
    (void)state;
    struct abba latent = {.tier = LC_TIER_LATENT};
    int status;
    char *text = report_of(&latent, &(struct lc_report_options){0}, &status);
    assert_int_equal(status, 0);
    assert_null(strstr(text, "WARNING"));
    assert_non_null(strstr(text, "no findings, 1 more with show=all"));
    free(text);
    text = report_of(&latent, &(struct lc_report_options){.show_all = true}, &status);
    assert_int_equal(status, 0);
    assert_non_null(strstr(text, "WARNING: lockcheck: lock-order (latent) (pid=4711)"));
    assert_non_null(strstr(text, "One thread takes"));
    free(text);
}

static void fail_on_makes_it_fail_and_none_lets_all_pass(void **state)
{
    (void)state;
    struct abba latent = {.tier = LC_TIER_LATENT};
    int status;
    char *text =
        report_of(&latent, &(struct lc_report_options){.fail_on = "possible,latent"}, &status);
    assert_int_equal(status, LC_EXIT_FINDINGS);
    assert_non_null(strstr(text, "WARNING"));
    free(text);
    text = report_of(&(struct abba){0}, &(struct lc_report_options){.fail_on = "none"}, &status);
    assert_int_equal(status, 0);
    free(text);
    text = report_of(&(struct abba){0}, &(struct lc_report_options){.fail_on = "none,lock-order"},
                     &status);
    assert_int_equal(status, LC_EXIT_FINDINGS);
    free(text);
    text = report_of(&(struct abba){0}, &(struct lc_report_options){.fail_on = "latnt"}, &status);
    assert_int_equal(status, LC_EXIT_FAILURE);
    free(text);
}

static void a_kind_that_informs_does_not_fail_whatever_its_tier(void **state)
{
    (void)state;
    struct abba informs = {.kind = LC_FINDING_HOLD_WHILE_BLOCKING, .tier = LC_TIER_CONFIRMED};
    int status;
    char *text = report_of(&informs, &(struct lc_report_options){0}, &status);
    assert_int_equal(status, 0);
    free(text);
    struct lc_report_options asked = {.fail_on = "hold-while-blocking"};
    text = report_of(&informs, &asked, &status);
    assert_int_equal(status, LC_EXIT_FINDINGS);
    free(text);
}

static void equal_findings_of_two_processes_are_told_once(void **state)
{
    (void)state;
    struct trace_builder builders[2];
    abba_trace_build(&builders[0], &(struct abba){.pid = 100});
    abba_trace_build(&builders[1], &(struct abba){.pid = 200, .base = 0x7000, .ids_before = 3});
    int status;
    char *text = report_text(&(struct lc_report_options){0}, builders, 2, &status);
    assert_int_equal(status, LC_EXIT_FINDINGS);
    assert_non_null(strstr(text, "(pid=100)"));
    assert_null(strstr(text, "(pid=200)"));
    assert_non_null(strstr(text, "  And 1 more like this.\n"));
    assert_non_null(strstr(text, "Process 100: ./server, exited with status 0.\n"
                                 "Process 200: ./server, exited with status 0.\n"));
    assert_non_null(strstr(text, "1 finding (1 predicted) in 2 processes."));
    free(text);
    trace_builder_fini(&builders[0]);
    trace_builder_fini(&builders[1]);
}

static void a_process_that_did_nothing_remarkable_is_not_listed(void **state)
{
    (void)state;
    struct trace_builder builders[3];
    abba_trace_build(&builders[0], &(struct abba){.pid = 100});
    trace_builder_init(&builders[1], 200);
    trace_builder_init(&builders[2], 300);
    trace_builder_header(&builders[2])->state = LC_TRACE_SIGNALED;
    int status;
    char *text = report_text(&(struct lc_report_options){0}, builders, 3, &status);
    assert_non_null(strstr(text, "\nProcess 100: "));
    assert_null(strstr(text, "\nProcess 200: "));
    assert_non_null(strstr(text, "\nProcess 300: "));
    assert_non_null(strstr(text, "in 3 processes."));
    free(text);
    for (int i = 0; i < 3; i++) {
        trace_builder_fini(&builders[i]);
    }
}

static void the_most_certain_comes_first(void **state)
{
    (void)state;
    struct trace_builder builder;
    abba_trace_build(&builder, &(struct abba){0});
    abba_trace_add(&builder, &(struct abba){.offset = 0x5000,
                                            .base = 0x8000,
                                            .ids_before = 10,
                                            .tier = LC_TIER_DEADLOCK,
                                            .kind = LC_FINDING_DEADLOCK});
    int status;
    char *text = report_text(&(struct lc_report_options){0}, &builder, 1, &status);
    const char *deadlock = strstr(text, "WARNING: lockcheck: deadlock (deadlock)");
    const char *predicted = strstr(text, "WARNING: lockcheck: lock-order (predicted)");
    assert_non_null(deadlock);
    assert_non_null(predicted);
    assert_true(deadlock < predicted);
    assert_non_null(strstr(text, "2 findings (1 deadlock, 1 predicted)"));
    free(text);
    trace_builder_fini(&builder);
}

static void predictions_for_the_locks_that_hang_are_counted_with_them(void **state)
{
    (void)state;
    struct trace_builder builder;
    abba_trace_build(&builder, &(struct abba){0});
    abba_trace_add(
        &builder,
        &(struct abba){.offset = 0x5000, .tier = LC_TIER_DEADLOCK, .kind = LC_FINDING_DEADLOCK});
    int status;
    char *text = report_text(&(struct lc_report_options){0}, &builder, 1, &status);
    assert_null(strstr(text, "WARNING: lockcheck: lock-order"));
    assert_non_null(strstr(text, "And 1 prediction for the same locks, left out here."));
    assert_non_null(strstr(text, "1 finding (1 deadlock)"));
    free(text);
    trace_builder_fini(&builder);
}

static void a_prediction_that_came_true_is_told_once(void **state)
{
    (void)state;
    struct trace_builder builder;
    abba_trace_build(&builder, &(struct abba){0});
    abba_trace_add(
        &builder,
        &(struct abba){.kind = LC_FINDING_DEADLOCK, .tier = LC_TIER_DEADLOCK, .turned = true});
    int status;
    char *text = report_text(&(struct lc_report_options){0}, &builder, 1, &status);
    assert_non_null(strstr(text, "WARNING: lockcheck: deadlock"));
    assert_null(strstr(text, "WARNING: lockcheck: lock-order"));
    assert_null(strstr(text, "more like this"));
    assert_non_null(strstr(text, "1 finding (1 deadlock)"));
    free(text);
    trace_builder_fini(&builder);
}

static void what_is_missing_is_said(void **state)
{
    (void)state;
    struct trace_builder builder;
    abba_trace_build(&builder, &(struct abba){0});
    trace_add_note(&builder, true, "the disk is full");
    trace_add_note(&builder, false, "vm.overcommit is off");
    struct lc_trace_header *header = trace_builder_header(&builder);
    header->counts.forgotten_locks = 12;
    header->state = LC_TRACE_SIGNALED;
    header->exit_status = 11;
    builder.count -= 8;
    int status;
    char *text = report_text(&(struct lc_report_options){0}, &builder, 1, &status);
    assert_non_null(strstr(text, "incomplete: the disk is full; 12 destroyed locks forgotten; the "
                                 "end of the trace is missing or damaged. Trace"));
    assert_non_null(strstr(text, "ended by signal 11 (Segmentation fault)"));
    free(text);
    trace_builder_fini(&builder);
}

static void a_process_without_an_end_was_killed_or_still_runs(void **state)
{
    (void)state;
    struct trace_builder builder;
    abba_trace_build(&builder, &(struct abba){.pid = (uint32_t)getpid()});
    trace_builder_header(&builder)->state = LC_TRACE_RUNNING;
    trace_builder_header(&builder)->start_realtime_ns = UINT64_MAX / 2; /* after this test began */
    int status;
    char *text = report_text(&(struct lc_report_options){0}, &builder, 1, &status);
    assert_non_null(strstr(text, "still running."));
    free(text);
    /* The same pid in 1970 was another process. */
    trace_builder_header(&builder)->start_realtime_ns = 1;
    text = report_text(&(struct lc_report_options){0}, &builder, 1, &status);
    assert_non_null(strstr(text, "killed."));
    free(text);
    trace_builder_fini(&builder);
}

static void color_is_for_those_who_ask(void **state)
{
    (void)state;
    int status;
    char *text = report_of(&(struct abba){0}, &(struct lc_report_options){.color = LC_COLOR_ALWAYS},
                           &status);
    assert_non_null(strstr(text, "\033[1;31mWARNING"));
    free(text);
    text = report_of(&(struct abba){0}, &(struct lc_report_options){0}, &status);
    assert_null(strchr(text, '\033'));
    free(text);
}

/* As a process leaves it that printed its findings while it ran. */
static void build_told(struct trace_builder *builder, const struct abba *abba)
{
    abba_trace_build(builder, abba);
    struct lc_trace_header *header = trace_builder_header(builder);
    unsigned char *end = builder->bytes + builder->count;
    for (unsigned char *at = builder->bytes + header->header_bytes; at < end;) {
        struct lc_trace_record *record = (void *)at;
        if (record->type == LC_REC_FINDING) {
            record->flags = LC_FINDING_TOLD;
        }
        at += record->bytes;
    }
}

static void what_was_told_already_is_not_repeated_but_still_fails(void **state)
{
    (void)state;
    struct trace_builder builder;
    build_told(&builder, &(struct abba){0});
    int status;
    struct lc_report_options options = {.untold_only = true};
    char *text = report_text(&options, &builder, 1, &status);
    assert_int_equal(status, LC_EXIT_FINDINGS);
    assert_null(strstr(text, "WARNING"));
    assert_non_null(strstr(text, "SUMMARY: lockcheck: 1 finding"));
    free(text);
    text = report_text(&(struct lc_report_options){0}, &builder, 1, &status);
    assert_non_null(strstr(text, "WARNING"));
    free(text);
    trace_builder_fini(&builder);
}

static void who_saw_it_live_is_not_told_of_it_as_hidden(void **state)
{
    (void)state;
    struct trace_builder builder;
    build_told(&builder, &(struct abba){.tier = LC_TIER_INFO});
    int status;
    char *text =
        report_text(&(struct lc_report_options){.untold_only = true}, &builder, 1, &status);
    assert_int_equal(status, 0);
    assert_null(strstr(text, "WARNING"));
    assert_non_null(strstr(text, "SUMMARY: lockcheck: 1 finding (1 info) in"));
    free(text);
    text = report_text(&(struct lc_report_options){0}, &builder, 1, &status);
    assert_non_null(strstr(text, "no findings, 1 more with show=all"));
    free(text);
    trace_builder_fini(&builder);
}

static void findings_through_a_withdrawn_lock_are_gone(void **state)
{
    (void)state;
    struct trace_builder builder;
    abba_trace_build(&builder, &(struct abba){0});
    trace_add_lock_gone(&builder, 2, 0, LC_GONE_DESTROYED);
    int status;
    free(report_text(&(struct lc_report_options){0}, &builder, 1, &status));
    assert_int_equal(status, LC_EXIT_FINDINGS);
    trace_add_lock_gone(&builder, 2, 0, LC_GONE_WITHDRAWN);
    free(report_text(&(struct lc_report_options){0}, &builder, 1, &status));
    assert_int_equal(status, 0);
    trace_builder_fini(&builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_inversion_reads_as_designed),
        cmocka_unit_test(a_run_without_findings_says_so_in_one_line),
        cmocka_unit_test(quiet_does_not_hide_a_finding),
        cmocka_unit_test(a_latent_finding_is_shown_on_request_and_never_fails),
        cmocka_unit_test(fail_on_makes_it_fail_and_none_lets_all_pass),
        cmocka_unit_test(a_kind_that_informs_does_not_fail_whatever_its_tier),
        cmocka_unit_test(equal_findings_of_two_processes_are_told_once),
        cmocka_unit_test(a_process_that_did_nothing_remarkable_is_not_listed),
        cmocka_unit_test(the_most_certain_comes_first),
        cmocka_unit_test(predictions_for_the_locks_that_hang_are_counted_with_them),
        cmocka_unit_test(a_prediction_that_came_true_is_told_once),
        cmocka_unit_test(what_is_missing_is_said),
        cmocka_unit_test(a_process_without_an_end_was_killed_or_still_runs),
        cmocka_unit_test(color_is_for_those_who_ask),
        cmocka_unit_test(what_was_told_already_is_not_repeated_but_still_fails),
        cmocka_unit_test(who_saw_it_live_is_not_told_of_it_as_hidden),
        cmocka_unit_test(findings_through_a_withdrawn_lock_are_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
