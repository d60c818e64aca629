#include "support/cmocka_all.h"

#include "gate/collect.h"
#include "read/valgrind_kind.h"

static void read_sample(struct collected *collected, const char *name)
{
    char path[512];
    snprintf(path, sizeof(path), SAMPLES "/%s.xml", name);
    assert_int_equal(collect(collected, rg_read_valgrind_xml, path, name), 0);
}

static void three_tools_agree_on_the_same_findings(void **state)
{
    (void)state;
    struct collected all = {0};
    read_sample(&all, "helgrind-race_and_order");
    assert_true(all.log.is_alive && all.log.is_complete && !all.log.is_cut);
    assert_string_equal(all.log.tool, "helgrind");
    read_sample(&all, "drd-race_and_order");
    assert_true(all.log.is_alive && all.log.is_complete && !all.log.is_cut);
    assert_string_equal(all.log.tool, "drd");
    (void)collect(&all, rg_read_tsan_text, SAMPLES "/tsan-gcc-race.txt", "tsan");
    rg_result_settle(all.result);
    assert_int_equal(all.result->finding_count, 3);
    size_t races = 0;
    for (size_t i = 0; i < 3; i++) {
        const struct rg_finding *finding = &all.result->findings[i];
        bool is_race = finding->key.kind == RG_KIND_DATA_RACE;
        races += is_race;
        /* DRD knows nothing of lock order. */
        assert_int_equal(finding->witness_count, is_race ? 3 : 2);
    }
    assert_int_equal(races, 2);
    rg_pool_clear(&all.pool);
}

static void clean_programs_are_complete_and_silent(void **state)
{
    (void)state;
    static const char *const names[] = {"helgrind-clean", "drd-clean"};
    for (size_t i = 0; i < 2; i++) {
        struct collected all = {0};
        read_sample(&all, names[i]);
        assert_true(all.log.is_complete);
        assert_int_equal(all.result->finding_count, 0);
        rg_pool_clear(&all.pool);
    }
}

static void misuse_has_the_same_kinds_in_both(void **state)
{
    (void)state;
    static const char *const names[] = {"helgrind-misuse", "drd-misuse"};
    for (size_t i = 0; i < 2; i++) {
        struct collected all = {0};
        read_sample(&all, names[i]);
        assert_non_null(find_kind(&all, RG_KIND_UNLOCK_NOT_LOCKED));
        assert_non_null(find_kind(&all, RG_KIND_DESTROY_HELD));
        rg_pool_clear(&all.pool);
    }
}

/* The texts are DRD's; the first has words in it that another finding has too. */
static void drd_tells_init_again_from_an_unlock_and_two_mutexes_from_the_unknown(void **state)
{
    (void)state;
    assert_int_equal(
        rg_valgrind_kind("MutexErr",
                         "Mutex reinitialization: mutex 0x10c080, recursion count 0, owner 1."),
        RG_KIND_INIT_AGAIN);
    assert_int_equal(
        rg_valgrind_kind("MutexErr", "Mutex not locked: mutex 0x1, recursion count 0, owner 0."),
        RG_KIND_UNLOCK_NOT_LOCKED);
    assert_int_equal(rg_valgrind_kind("CondWaitErr", "Inconsistent association of condition "
                                                     "variable and mutex: condition variable 0x1"),
                     RG_KIND_COND_TWO_MUTEXES);
    assert_int_equal(rg_valgrind_kind("GenericErr", "something else"), RG_KIND_OTHER);
}

static void a_mangled_variable_is_the_one_that_tsan_names(void **state)
{
    (void)state;
    struct collected all = {0};
    read_sample(&all, "helgrind-lambda");
    (void)collect(&all, rg_read_tsan_text, SAMPLES "/tsan-clang-19-lambda.txt", "tsan");
    rg_result_settle(all.result);
    assert_int_equal(all.result->finding_count, 1);
    assert_string_equal(all.result->findings[0].key.object, "box");
    rg_pool_clear(&all.pool);
}

static bool has_role(const struct rg_finding *finding, enum rg_role role)
{
    for (size_t i = 0; i < finding->report->stack_count; i++) {
        if (finding->report->stacks[i].role == role) {
            return true;
        }
    }
    return false;
}

/* DRD gives both an "allocation context", the static one without a stack of its own. */
static void drd_tells_the_heap_from_static_memory(void **state)
{
    (void)state;
    struct collected all = {0};
    read_sample(&all, "drd-places");
    rg_result_settle(all.result);
    assert_int_equal(all.result->finding_count, 2);
    const struct rg_finding *heap = &all.result->findings[0], *fixed = &all.result->findings[1];
    assert_string_equal(heap->key.sides[0].function, "touch_heap");
    assert_string_equal(heap->key.object, "a heap block");
    assert_true(has_role(heap, RG_ROLE_ALLOCATED));
    assert_string_equal(fixed->key.sides[0].function, "touch_static");
    assert_null(fixed->key.object);
    assert_false(has_role(fixed, RG_ROLE_ALLOCATED));
    /* So it is the bug that Helgrind names. */
    read_sample(&all, "helgrind-places");
    rg_result_settle(all.result);
    assert_int_equal(all.result->finding_count, 2);
    assert_string_equal(all.result->findings[1].key.object, "on_static");
    rg_pool_clear(&all.pool);
}

static void a_cut_file_keeps_the_errors_before_the_cut(void **state)
{
    (void)state;
    static char bytes[65536];
    FILE *file = fopen(SAMPLES "/helgrind-race_and_order.xml", "r");
    assert_non_null(file);
    size_t length = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    size_t most = 0;
    for (size_t end = 0; end + 20 < length; end += 101) {
        struct collected all = {0};
        (void)collect(&all, rg_read_valgrind_xml, scratch_file(bytes, end), "helgrind");
        assert_true(all.log.is_cut);
        assert_false(all.log.is_complete);
        assert_true(all.result->finding_count >= most);
        most = all.result->finding_count;
        rg_pool_clear(&all.pool);
    }
    assert_int_equal(most, 3);
}

static void bytes_that_are_no_utf8_lose_nothing_but_themselves(void **state)
{
    (void)state;
    static const char text[] =
        "<?xml version=\"1.0\"?>\n<valgrindoutput><tool>helgrind</tool><error><kind>Race</kind>"
        "<xwhat><text>race</text></xwhat><stack><frame><fn>caf\xe9_\xc3\xa9</fn><file>a.c</file>"
        "</frame></stack></error><status><state>FINISHED</state></status></valgrindoutput>";
    struct collected all = {0};
    (void)collect(&all, rg_read_valgrind_xml, scratch_file(text, sizeof(text) - 1), "helgrind");
    assert_true(all.log.is_complete);
    assert_int_equal(all.result->finding_count, 1);
    assert_string_equal(all.result->findings[0].key.sides[0].function, "caf\xef\xbf\xbd_\xc3\xa9");
    assert_string_equal(all.result->findings[0].report->stacks[0].frames[0].function,
                        "caf\xe9_\xc3\xa9");
    rg_pool_clear(&all.pool);
}

static void entities_are_refused(void **state)
{
    (void)state;
    static const char text[] = "<?xml version=\"1.0\"?><!DOCTYPE v [<!ENTITY a \"aaaa\">]>"
                               "<valgrindoutput><tool>&a;</tool></valgrindoutput>";
    struct collected all = {0};
    (void)collect(&all, rg_read_valgrind_xml, scratch_file(text, sizeof(text) - 1), "helgrind");
    assert_true(all.log.is_cut);
    assert_false(all.log.is_alive);
    rg_pool_clear(&all.pool);
}

static void memcheck_is_no_race_detector(void **state)
{
    (void)state;
    static const char text[] = "<valgrindoutput><tool>memcheck</tool><status><state>FINISHED"
                               "</state></status></valgrindoutput>";
    struct collected all = {0};
    (void)collect(&all, rg_read_valgrind_xml, scratch_file(text, sizeof(text) - 1), "helgrind");
    assert_true(all.log.broke[0] != '\0');
    rg_pool_clear(&all.pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_tools_agree_on_the_same_findings),
        cmocka_unit_test(clean_programs_are_complete_and_silent),
        cmocka_unit_test(misuse_has_the_same_kinds_in_both),
        cmocka_unit_test(drd_tells_init_again_from_an_unlock_and_two_mutexes_from_the_unknown),
        cmocka_unit_test(a_mangled_variable_is_the_one_that_tsan_names),
        cmocka_unit_test(drd_tells_the_heap_from_static_memory),
        cmocka_unit_test(a_cut_file_keeps_the_errors_before_the_cut),
        cmocka_unit_test(bytes_that_are_no_utf8_lose_nothing_but_themselves),
        cmocka_unit_test(entities_are_refused),
        cmocka_unit_test(memcheck_is_no_race_detector),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
