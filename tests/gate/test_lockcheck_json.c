#include "support/cmocka_all.h"

#include <jansson.h>

#include "gate/collect.h"

static void its_lock_order_is_the_one_of_tsan_and_helgrind(void **state)
{
    (void)state;
    struct collected all = {0};
    assert_int_equal(collect(&all, rg_read_lockcheck_json, SAMPLES "/lockcheck-race_and_order.json",
                             "lockcheck"),
                     0);
    assert_true(all.log.is_alive && all.log.is_complete);
    assert_string_equal(all.log.incomplete, "");
    (void)collect(&all, rg_read_tsan_text, SAMPLES "/tsan-clang-19-race.txt", "tsan-clang");
    (void)collect(&all, rg_read_valgrind_xml, SAMPLES "/helgrind-race_and_order.xml", "helgrind");
    rg_result_settle(all.result);
    const struct rg_finding *order = find_kind(&all, RG_KIND_LOCK_ORDER);
    assert_non_null(order);
    assert_int_equal(order->witness_count, 3);
    assert_int_equal(order->state, RG_STATE_NEW);
    rg_pool_clear(&all.pool);
}

static void a_clean_program_is_alive_and_silent(void **state)
{
    (void)state;
    struct collected all = {0};
    (void)collect(&all, rg_read_lockcheck_json, SAMPLES "/lockcheck-clean.json", "lockcheck");
    assert_true(all.log.is_alive && all.log.is_complete);
    assert_int_equal(all.result->finding_count, 0);
    rg_pool_clear(&all.pool);
}

static int read_text(struct collected *all, const char *text)
{
    return collect(all, rg_read_lockcheck_json, scratch_file(text, strlen(text)), "lockcheck");
}

static void half_a_file_is_a_cut_one(void **state)
{
    (void)state;
    struct collected all = {0};
    assert_int_equal(read_text(&all, "{\"schema\": \"lockcheck-report\", \"version\": 1, \"fin"),
                     0);
    assert_true(all.log.is_cut);
    assert_false(all.log.is_complete);
    rg_pool_clear(&all.pool);
}

static void what_was_dropped_is_told(void **state)
{
    (void)state;
    struct collected all = {0};
    (void)read_text(&all, "{\"schema\": \"lockcheck-report\", \"version\": 1, \"processes\": [{"
                          "\"pid\": 7, \"complete\": false, \"incomplete\": [\"3 locks lost\"]}]}");
    assert_true(all.log.is_alive);
    assert_string_equal(all.log.incomplete, "3 locks lost");
    rg_pool_clear(&all.pool);
}

static void another_version_is_not_guessed_at(void **state)
{
    (void)state;
    struct collected all = {0};
    (void)read_text(&all, "{\"schema\": \"lockcheck-report\", \"version\": 2}");
    assert_true(all.log.broke[0] != '\0');
    rg_pool_clear(&all.pool);
}

static void what_does_not_fail_only_informs(void **state)
{
    (void)state;
    struct collected all = {0};
    (void)read_text(
        &all, "{\"schema\": \"lockcheck-report\", \"version\": 1, \"processes\": [{\"pid\": 7, "
              "\"complete\": true}], \"findings\": [{\"kind\": \"lock-order\", \"fails\": false}, "
              "{\"kind\": \"self-deadlock\", \"fails\": true, \"suppressed\": true, "
              "\"suppressed_by\": \"deadlock:f\"}]}");
    assert_int_equal(all.result->finding_count, 2);
    assert_int_equal(find_kind(&all, RG_KIND_LOCK_ORDER)->state, RG_STATE_INFORMS);
    assert_int_equal(find_kind(&all, RG_KIND_SELF_DEADLOCK)->state, RG_STATE_SUPPRESSED);
    assert_string_equal(all.last_suppression, "deadlock:f");
    rg_pool_clear(&all.pool);
}

/* The list in the schema that has lock-order in it. */
static json_t *kinds_of_schema(json_t *value)
{
    json_t *list = json_object_get(value, "enum"), *part;
    const char *first = json_string_value(json_array_get(list, 0));
    if (first != NULL && strcmp(first, "lock-order") == 0) {
        return list;
    }
    const char *key;
    json_object_foreach(value, key, part)
    {
        list = kinds_of_schema(part);
        if (list != NULL) {
            return list;
        }
    }
    return NULL;
}

static void every_kind_of_lockcheck_is_known(void **state)
{
    (void)state;
    json_error_t error;
    json_t *schema = json_load_file(LOCKCHECK_SCHEMA, 0, &error), *name;
    json_t *kinds = kinds_of_schema(schema);
    assert_true(json_array_size(kinds) >= 20);
    size_t index;
    json_array_foreach(kinds, index, name)
    {
        struct collected all = {0};
        char text[256];
        snprintf(text, sizeof(text),
                 "{\"schema\": \"lockcheck-report\", \"version\": 1, \"findings\": [{\"kind\": "
                 "\"%s\", \"fails\": true}]}",
                 json_string_value(name));
        (void)read_text(&all, text);
        if (find_kind(&all, RG_KIND_OTHER) != NULL) {
            print_error("racegate has no row for '%s'\n", json_string_value(name));
        }
        assert_int_equal(all.result->finding_count, 1);
        assert_null(find_kind(&all, RG_KIND_OTHER));
        rg_pool_clear(&all.pool);
    }
    json_decref(schema);
}

/* What it says of demos, as recorded. Some kinds have the name that other tools had for them. */
static void recorded_kinds_have_their_rows(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        enum rg_kind expected;
        const char *function;
    } rows[] = {
        {"api-error", RG_KIND_API_ERROR, "wait_until_ready"},
        {"not-initialised", RG_KIND_MUTEX_INVALID, "take_result"},
        {"init-again", RG_KIND_INIT_AGAIN, "log_open"},
        {"destroy-awaited", RG_KIND_COND_DESTROY_WAITED, "main"},
        {"signal-not-held", RG_KIND_COND_NOT_HELD, "announce"},
        {"owner-died", RG_KIND_OWNER_DIED, "lock_page"},
        {"global-deadlock", RG_KIND_GLOBAL_DEADLOCK, "wait_for_it"},
        {"nested-monitor", RG_KIND_NESTED_MONITOR, "take"},
        {"read-again", RG_KIND_READ_AGAIN, "count"},
        {"contention", RG_KIND_LONG_HOLD, "job"},
        {"livelock", RG_KIND_LIVELOCK, "take_both"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct collected all = {0};
        char path[256];
        snprintf(path, sizeof(path), SAMPLES "/lockcheck-kind-%s.json", rows[i].kind);
        assert_int_equal(collect(&all, rg_read_lockcheck_json, path, "lockcheck"), 0);
        rg_result_settle(all.result);
        const struct rg_finding *finding = find_kind(&all, rows[i].expected);
        assert_non_null(finding);
        assert_int_equal(finding->state, RG_STATE_NEW);
        assert_string_equal(finding->key.sides[0].function, rows[i].function);
        assert_string_equal(finding->report->tool_kind, rows[i].kind);
        rg_pool_clear(&all.pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_lock_order_is_the_one_of_tsan_and_helgrind),
        cmocka_unit_test(a_clean_program_is_alive_and_silent),
        cmocka_unit_test(half_a_file_is_a_cut_one),
        cmocka_unit_test(what_was_dropped_is_told),
        cmocka_unit_test(another_version_is_not_guessed_at),
        cmocka_unit_test(what_does_not_fail_only_informs),
        cmocka_unit_test(every_kind_of_lockcheck_is_known),
        cmocka_unit_test(recorded_kinds_have_their_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
