#include "support/cmocka_all.h"

#include <string.h>

#include "gate/pool.h"
#include "model/frame.h"
#include "model/key.h"
#include "model/object.h"

static const struct rg_roots s_no_roots;

static void add_side(struct rg_report *report, enum rg_role role, const char *function)
{
    struct rg_stack *stack = rg_report_add_stack(report, &s_pool, role);
    rg_stack_add_frame(stack, &s_pool)->function = "pthread_mutex_lock";
    rg_stack_add_frame(stack, &s_pool)->function = function;
}

static struct rg_key key_of(enum rg_kind kind, const char *object, const char *const *functions)
{
    struct rg_report report = {.kind = kind, .object = object};
    for (; *functions != NULL; functions++) {
        add_side(&report, kind == RG_KIND_DATA_RACE ? RG_ROLE_ACCESS : RG_ROLE_WANTS, *functions);
    }
    struct rg_key key;
    rg_frame_classify(&report);
    rg_key_make(&key, &report, &s_no_roots, &s_pool);
    return key;
}

#define KEY(kind, object, ...) key_of(kind, object, (const char *const[]){__VA_ARGS__, NULL})

static void a_race_is_an_unordered_pair(void **state)
{
    (void)state;
    struct rg_key a = KEY(RG_KIND_DATA_RACE, NULL, "reader", "writer");
    struct rg_key b = KEY(RG_KIND_DATA_RACE, NULL, "writer", "reader");
    assert_int_equal(rg_key_compare(&a, &b), 0);
}

static void a_ring_may_start_anywhere_but_keeps_its_order(void **state)
{
    (void)state;
    struct rg_key a = KEY(RG_KIND_LOCK_ORDER, NULL, "one", "two", "three");
    struct rg_key b = KEY(RG_KIND_LOCK_ORDER, NULL, "three", "one", "two");
    struct rg_key mirrored = KEY(RG_KIND_LOCK_ORDER, NULL, "one", "three", "two");
    assert_int_equal(rg_key_compare(&a, &b), 0);
    assert_int_not_equal(rg_key_compare(&a, &mirrored), 0);
}

static void one_side_fits_a_pair_that_has_it(void **state)
{
    (void)state;
    struct rg_key one = KEY(RG_KIND_DATA_RACE, NULL, "writer");
    struct rg_key pair = KEY(RG_KIND_DATA_RACE, "counter", "reader", "writer");
    struct rg_key other = KEY(RG_KIND_DATA_RACE, "counter", "reader", "reader");
    assert_true(rg_key_fits(&one, &pair));
    assert_false(rg_key_fits(&one, &other));
    assert_true(rg_key_openness(&pair) < rg_key_openness(&one));
}

static void two_variables_are_two_findings(void **state)
{
    (void)state;
    struct rg_key a = KEY(RG_KIND_DATA_RACE, "hits", "run", "run");
    struct rg_key b = KEY(RG_KIND_DATA_RACE, "misses", "run", "run");
    struct rg_key unknown = KEY(RG_KIND_DATA_RACE, NULL, "run", "run");
    assert_false(rg_key_fits(&a, &b));
    assert_true(rg_key_fits(&unknown, &a));
}

static void a_heap_block_is_no_variable(void **state)
{
    (void)state;
    struct rg_report report = {.kind = RG_KIND_DATA_RACE};
    add_side(&report, RG_ROLE_ACCESS, "work");
    add_side(&report, RG_ROLE_ALLOCATED, "new_zeros");
    struct rg_key heap;
    rg_frame_classify(&report);
    rg_key_make(&heap, &report, &s_no_roots, &s_pool);
    struct rg_key variable = KEY(RG_KIND_DATA_RACE, "timed_out", "on_timeout", "work");
    struct rg_key unknown = KEY(RG_KIND_DATA_RACE, NULL, "on_timeout", "work");
    assert_string_equal(heap.object, "a heap block");
    assert_false(rg_key_fits(&heap, &variable));
    assert_true(rg_key_fits(&heap, &unknown));
}

static void a_short_name_fits_its_qualified_one_only(void **state)
{
    (void)state;
    struct rg_key bare = KEY(RG_KIND_DATA_RACE, "x", "add", "add");
    struct rg_key full = KEY(RG_KIND_DATA_RACE, "x", "bank::Box::add(int)", "bank::Box::add(int)");
    struct rg_key longer = KEY(RG_KIND_DATA_RACE, "x", "readd", "readd");
    assert_true(rg_key_fits(&bare, &full));
    assert_false(rg_key_fits(&bare, &longer));
}

/* A race between `function` of `file` and itself, as a program built in /b of /src has it. */
static struct rg_key key_in(const char *function, const char *file)
{
    const char *paths[] = {"/src", "/src/out/b"};
    const struct rg_roots roots = {paths, 2};
    struct rg_report report = {.kind = RG_KIND_DATA_RACE, .object = "hits"};
    for (int i = 0; i < 2; i++) {
        add_side(&report, RG_ROLE_ACCESS, function);
        report.stacks[i].frames[1].file = file;
    }
    struct rg_key key;
    rg_frame_classify(&report);
    rg_key_make(&key, &report, &roots, &s_pool);
    return key;
}

static void one_name_in_two_files_is_two_functions(void **state)
{
    (void)state;
    struct rg_key a = key_in("worker", "/src/tests/a.c"), b = key_in("worker", "/src/tests/b.c");
    struct rg_key unknown = key_in("worker", NULL);
    char a_print[RG_FINGERPRINT_BYTES], b_print[RG_FINGERPRINT_BYTES];
    assert_false(rg_key_fits(&a, &b));
    assert_true(rg_key_fits(&a, &unknown) && rg_key_fits(&b, &unknown));
    assert_true(rg_key_openness(&a) < rg_key_openness(&unknown));
    rg_key_fingerprint(&a, a_print);
    rg_key_fingerprint(&b, b_print);
    assert_string_not_equal(a_print, b_print);
}

static void a_file_has_one_name_on_every_machine(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"/src/tests/a.c", "tests/a.c"},
        {"/src/out/b/made.c", "made.c"},
        {"/src/./tests/../a.c", "a.c"},
        {"../tests/a.c", "*/tests/a.c"},
        {"/elsewhere/tests/a.c", "*/a.c"},
        {"tests/a.c", "*/tests/a.c"},
        {"/srcs/a.c", "*/a.c"},
        {"./a.c", "*/a.c"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct rg_key key = key_in("worker", rows[i][0]);
        assert_string_equal(key.sides[0].file, rows[i][1]);
    }
    struct rg_key whole = key_in("worker", "/src/tests/a.c"), bare = key_in("worker", "a.c");
    struct rg_key other = key_in("worker", "ta.c");
    assert_true(rg_key_fits(&whole, &bare));
    assert_true(rg_key_openness(&whole) < rg_key_openness(&bare));
    assert_false(rg_key_fits(&bare, &other));
    struct rg_key outer = key_in("worker", "/src/a.c");
    assert_false(rg_key_fits(&whole, &outer));
    assert_true(rg_key_fits(&bare, &outer));
    /* What is known of its end may be longer than the other's whole name. */
    struct rg_key deep = key_in("worker", "deep/down/a.c");
    assert_false(rg_key_fits(&outer, &deep));
}

static void a_thread_that_left_the_project_is_known_by_its_creator(void **state)
{
    (void)state;
    struct rg_report report = {.kind = RG_KIND_EXIT_HOLDING};
    struct rg_stack *exits = rg_report_add_stack(&report, &s_pool, RG_ROLE_SITE);
    rg_stack_add_frame(exits, &s_pool)->function = "start_thread";
    exits->thread = "#2";
    struct rg_stack *other = rg_report_add_stack(&report, &s_pool, RG_ROLE_CREATED_THREAD);
    rg_stack_add_frame(other, &s_pool)->function = "start_clock";
    other->thread = "#1";
    struct rg_key key;
    rg_frame_classify(&report);
    rg_key_make(&key, &report, &s_no_roots, &s_pool);
    assert_string_equal(key.sides[0].function, "start_thread");
    report.stacks[1].thread = "#2";
    rg_key_make(&key, &report, &s_no_roots, &s_pool);
    assert_string_equal(key.sides[0].function, "start_clock");
}

static void nothing_seen_fits_nothing(void **state)
{
    (void)state;
    struct rg_report report = {.kind = RG_KIND_DATA_RACE};
    struct rg_key empty;
    rg_key_make(&empty, &report, &s_no_roots, &s_pool);
    struct rg_key pair = KEY(RG_KIND_DATA_RACE, NULL, "reader", "writer");
    assert_false(rg_key_fits(&empty, &pair));
}

static void functions_have_one_spelling(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"transfer", "transfer"},
        {"Bank::transfer(int, char const*) const", "Bank::transfer"},
        {"(anonymous namespace)::go(int)", "(anonymous namespace)::go"},
        {"main::{lambda(int)#2}::operator()(int) const", "main::{lambda}::operator()"},
        {"main::$_1::operator()() const", "main::{lambda}::operator()"},
        {"main::'lambda'(int)::operator()(int) const", "main::{lambda}::operator()"},
        {"work.constprop.0", "work"},
        {"pthread_create@@GLIBC_2.34", "pthread_create"},
        {"Bank::operator()(int)", "Bank::operator()"},
        {"apply(void (*)(int), {lambda(", "apply"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct rg_frame frame = {.function = rows[i][0]};
        assert_string_equal(rg_frame_name(&frame, &s_pool), rows[i][1]);
    }
}

static void variables_have_one_spelling(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"counter", "counter"},           {"counter.0", "counter"},
        {"main.counter", "counter"},      {"bank::counter", "counter"},
        {"counter[3].total", "counter"},  {"_ZN4bank7counterE", "counter"},
        {"_ZZ4mainE7counter", "counter"}, {"_ZL7counter", "counter"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        assert_string_equal(rg_object_name(rows[i][0], &s_pool), rows[i][1]);
    }
    assert_null(rg_object_name("<null>", &s_pool));
    assert_null(rg_object_name("??", &s_pool));
    assert_null(rg_object_name("_ZN99999999counter", &s_pool));
}

static void a_fingerprint_has_neither_lines_nor_addresses(void **state)
{
    (void)state;
    char before[RG_FINGERPRINT_BYTES], after[RG_FINGERPRINT_BYTES];
    struct rg_report report = {.kind = RG_KIND_DATA_RACE};
    add_side(&report, RG_ROLE_ACCESS, "reader");
    add_side(&report, RG_ROLE_ACCESS, "writer");
    struct rg_key key;
    rg_frame_classify(&report);
    rg_key_make(&key, &report, &s_no_roots, &s_pool);
    rg_key_fingerprint(&key, before);
    report.stacks[0].frames[1].line = 77;
    report.stacks[0].frames[1].offset = 0x1234;
    report.stacks[1].title = "Write of size 4 at 0x5555";
    rg_key_make(&key, &report, &s_no_roots, &s_pool);
    rg_key_fingerprint(&key, after);
    assert_string_equal(before, after);
    report.stacks[0].frames[1].function = "another";
    rg_key_make(&key, &report, &s_no_roots, &s_pool);
    rg_key_fingerprint(&key, after);
    assert_string_not_equal(before, after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_race_is_an_unordered_pair, forget),
        cmocka_unit_test_teardown(a_ring_may_start_anywhere_but_keeps_its_order, forget),
        cmocka_unit_test_teardown(one_side_fits_a_pair_that_has_it, forget),
        cmocka_unit_test_teardown(two_variables_are_two_findings, forget),
        cmocka_unit_test_teardown(a_heap_block_is_no_variable, forget),
        cmocka_unit_test_teardown(a_short_name_fits_its_qualified_one_only, forget),
        cmocka_unit_test_teardown(one_name_in_two_files_is_two_functions, forget),
        cmocka_unit_test_teardown(a_file_has_one_name_on_every_machine, forget),
        cmocka_unit_test_teardown(a_thread_that_left_the_project_is_known_by_its_creator, forget),
        cmocka_unit_test_teardown(nothing_seen_fits_nothing, forget),
        cmocka_unit_test_teardown(functions_have_one_spelling, forget),
        cmocka_unit_test_teardown(variables_have_one_spelling, forget),
        cmocka_unit_test_teardown(a_fingerprint_has_neither_lines_nor_addresses, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
