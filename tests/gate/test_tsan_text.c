#include "support/cmocka_all.h"

#include "gate/collect.h"

static const char *const s_compilers[] = {"gcc", "clang-14", "clang-19"};

static void read_sample(struct collected *collected, const char *compiler, const char *name)
{
    char path[512];
    snprintf(path, sizeof(path), SAMPLES "/tsan-%s-%s.txt", compiler, name);
    assert_int_equal(collect(collected, rg_read_tsan_text, path, compiler), 0);
}

static void every_compiler_gives_the_same_three_findings(void **state)
{
    (void)state;
    struct collected all = {0};
    for (size_t i = 0; i < 3; i++) {
        read_sample(&all, s_compilers[i], "race");
        assert_true(all.log.is_alive);
        assert_true(all.log.is_complete);
        assert_false(all.log.is_cut);
        assert_int_equal(all.log.report_count, 3);
    }
    rg_result_settle(all.result);
    assert_int_equal(all.result->finding_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(all.result->findings[i].witness_count, 3);
    }
    const struct rg_finding *order = find_kind(&all, RG_KIND_LOCK_ORDER);
    assert_non_null(order);
    assert_int_equal(order->key.side_count, 2);
    assert_string_equal(order->key.sides[0].function, "compact");
    assert_string_equal(order->key.sides[1].function, "transfer");
    rg_pool_clear(&all.pool);
}

static void a_clean_program_leaves_a_log_that_proves_somebody_looked(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct collected all = {0};
        read_sample(&all, s_compilers[i], "clean");
        assert_true(all.log.is_alive);
        assert_true(all.log.is_complete);
        assert_int_equal(all.result->finding_count, 0);
        rg_pool_clear(&all.pool);
    }
}

static void an_empty_log_proves_nothing(void **state)
{
    (void)state;
    struct collected all = {0};
    assert_int_equal(collect(&all, rg_read_tsan_text, scratch_file("", 0), "gcc"), 0);
    assert_false(all.log.is_alive);
    assert_false(all.log.is_complete);
    rg_pool_clear(&all.pool);
}

static void cpp_names_are_one_finding_for_every_compiler(void **state)
{
    (void)state;
    struct collected all = {0};
    for (size_t i = 0; i < 3; i++) {
        read_sample(&all, s_compilers[i], "lambda");
    }
    rg_result_settle(all.result);
    assert_int_equal(all.result->finding_count, 1);
    assert_int_equal(all.result->findings[0].witness_count, 3);
    assert_string_equal(all.result->findings[0].key.object, "box");
    rg_pool_clear(&all.pool);
}

static void without_symbols_findings_stay_apart(void **state)
{
    (void)state;
    struct collected all = {0};
    read_sample(&all, "gcc", "nosymbols");
    rg_result_settle(all.result);
    assert_int_equal(all.result->finding_count, 3);
    rg_pool_clear(&all.pool);
}

static void misuse_has_its_own_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct collected all = {0};
        read_sample(&all, s_compilers[i], "misuse");
        assert_int_equal(all.result->finding_count, 3);
        assert_non_null(find_kind(&all, RG_KIND_UNLOCK_NOT_LOCKED));
        assert_non_null(find_kind(&all, RG_KIND_DESTROY_HELD));
        assert_non_null(find_kind(&all, RG_KIND_THREAD_LEAK));
        rg_pool_clear(&all.pool);
    }
}

static void a_killed_process_keeps_its_findings_but_is_not_complete(void **state)
{
    (void)state;
    struct collected all = {0};
    read_sample(&all, "gcc", "aborts");
    assert_int_equal(all.result->finding_count, 1);
    assert_true(all.log.is_alive);
    assert_false(all.log.is_complete);
    rg_pool_clear(&all.pool);
}

static void an_unreadable_suppression_file_is_a_broken_tool(void **state)
{
    (void)state;
    struct collected all = {0};
    read_sample(&all, "gcc", "unreadable");
    assert_int_equal(all.result->finding_count, 0);
    assert_true(strstr(all.log.broke, "failed to read suppressions") != NULL);
    rg_pool_clear(&all.pool);
}

static void matched_suppressions_are_told(void **state)
{
    (void)state;
    struct collected all = {0};
    read_sample(&all, "gcc", "suppressed");
    assert_int_equal(all.used_suppressions, 2);
    assert_true(strchr(all.last_suppression, ':') != NULL);
    rg_pool_clear(&all.pool);
}

/* Whatever place the log stops at: no crash, and never more findings than the whole has. */
static void a_log_cut_anywhere_gives_what_came_before(void **state)
{
    (void)state;
    static char bytes[16384];
    FILE *file = fopen(SAMPLES "/tsan-gcc-race.txt", "r");
    assert_non_null(file);
    size_t length = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    size_t cuts = 0;
    for (size_t end = 0; end < length; end += 37) {
        struct collected all = {0};
        assert_int_equal(collect(&all, rg_read_tsan_text, scratch_file(bytes, end), "gcc"), 0);
        assert_true(all.result->finding_count <= 3);
        cuts += all.log.is_cut;
        rg_pool_clear(&all.pool);
    }
    assert_true(cuts > 20);
}

static void the_hook_alone_finds_the_same(void **state)
{
    (void)state;
    struct collected all = {0};
    assert_int_equal(collect(&all, rg_read_tsan_hook, SAMPLES "/tsan-gcc-hook.jsonl", "gcc"), 0);
    assert_int_equal(all.log.report_count, 3);
    assert_false(all.log.is_cut);
    rg_result_settle(all.result);
    assert_int_equal(all.result->finding_count, 3);
    assert_int_equal(all.result->findings[0].witnesses[0].count, 1);
    rg_pool_clear(&all.pool);
}

static void the_hook_confirms_and_does_not_count_twice(void **state)
{
    (void)state;
    struct collected all = {0};
    read_sample(&all, "gcc", "race");
    const struct rg_sink sink = {collect_report, collect_suppression, &all};
    assert_int_equal(rg_read_tsan_hook(SAMPLES "/tsan-gcc-hook.jsonl", &sink, &all.log), 0);
    rg_result_settle(all.result);
    assert_int_equal(all.result->finding_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(all.result->findings[i].witness_count, 1);
        assert_int_equal(all.result->findings[i].witnesses[0].count, 1);
    }
    rg_pool_clear(&all.pool);
}

static void a_hook_line_that_breaks_off_is_told(void **state)
{
    (void)state;
    static const char text[] = "{\"racegate-tsan-hook\":1,\"kind\":\"data-race\",\"acc";
    struct collected all = {0};
    (void)collect(&all, rg_read_tsan_hook, scratch_file(text, sizeof(text) - 1), "gcc");
    assert_true(all.log.is_cut);
    rg_pool_clear(&all.pool);
}

static void a_heading_alone_is_no_finding(void **state)
{
    (void)state;
    static const char text[] = "hello\nWARNING: ThreadSanitizer: data race (pid=1)\n"
                               "SUMMARY: ThreadSanitizer: data race\n";
    struct collected all = {0};
    (void)collect(&all, rg_read_tsan_text, scratch_file(text, sizeof(text) - 1), "gcc");
    assert_int_equal(all.result->finding_count, 0);
    rg_pool_clear(&all.pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_compiler_gives_the_same_three_findings),
        cmocka_unit_test(a_clean_program_leaves_a_log_that_proves_somebody_looked),
        cmocka_unit_test(an_empty_log_proves_nothing),
        cmocka_unit_test(cpp_names_are_one_finding_for_every_compiler),
        cmocka_unit_test(without_symbols_findings_stay_apart),
        cmocka_unit_test(misuse_has_its_own_kinds),
        cmocka_unit_test(a_killed_process_keeps_its_findings_but_is_not_complete),
        cmocka_unit_test(an_unreadable_suppression_file_is_a_broken_tool),
        cmocka_unit_test(matched_suppressions_are_told),
        cmocka_unit_test(a_log_cut_anywhere_gives_what_came_before),
        cmocka_unit_test(the_hook_alone_finds_the_same),
        cmocka_unit_test(the_hook_confirms_and_does_not_count_twice),
        cmocka_unit_test(a_hook_line_that_breaks_off_is_told),
        cmocka_unit_test(a_heading_alone_is_no_finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
