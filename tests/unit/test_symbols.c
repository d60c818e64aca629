#include "support/cmocka_all.h"

#include <string.h>

#include "report/symbols.h"
#include "support/own_module.h"
#include "symbols_subject.h"

/* The test looks itself up. */
struct fixture {
    struct own_module own;
    struct lc_symbols *symbols;
    struct lc_image *image;
};

static struct lc_image_key key_of(const struct own_module *own, const char *path)
{
    return (struct lc_image_key){.path = path,
                                 .build_id = own->build_id,
                                 .build_id_bytes = own->build_id_bytes,
                                 .start_realtime_ns = UINT64_MAX};
}

static int set_up(void **state)
{
    static struct fixture fixture;
    own_module_find(&fixture.own);
    fixture.symbols = lc_symbols_new();
    struct lc_image_key key = key_of(&fixture.own, fixture.own.path);
    fixture.image = lc_symbols_image(fixture.symbols, &key);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    lc_symbols_free(((struct fixture *)*state)->symbols);
    return 0;
}

static uint64_t site_offset(const struct fixture *fixture, int *ret_inner, int *ret_call)
{
    return own_offset(&fixture->own, subject_site(ret_inner, ret_call)) - 1;
}

/* clang gives what is private to a file a linkage name too, and that has parameters. */
static void assert_function(const char *found, const char *name)
{
    size_t length = strlen(name);
    assert_memory_equal(found, name, length);
    assert_true(found[length] == '\0' || found[length] == '(');
}

static void inlined_calls_come_before_their_function(void **state)
{
    struct fixture *fixture = *state;
    int inner;
    int call;
    uint64_t offset = site_offset(fixture, &inner, &call);
    struct lc_codes codes = lc_image_code(fixture->image, offset);
    assert_int_equal(codes.count, 2);
    assert_function(codes.items[0].function, "append");
    assert_true(codes.items[0].inlined);
    assert_int_equal(codes.items[0].line, inner);
    assert_function(codes.items[1].function, "bank::transfer");
    assert_false(codes.items[1].inlined);
    assert_int_equal(codes.items[1].line, call);
    assert_non_null(strstr(codes.items[1].file, "symbols_subject.cpp"));
    assert_ptr_equal(lc_image_code(fixture->image, offset).items, codes.items);
}

static void locks_have_the_names_of_their_variables(void **state)
{
    struct fixture *fixture = *state;
    for (const struct subject_lock *lock = subject_locks; lock->name; lock++) {
        struct lc_data data =
            lc_image_data(fixture->image, own_offset(&fixture->own, lock->address));
        assert_non_null(data.name);
        assert_string_equal(data.name, lock->name);
        assert_non_null(data.file);
        assert_non_null(strstr(data.file, "symbols_subject.cpp"));
        assert_true(data.line > 0);
    }
}

static void what_is_no_variable_and_no_code_has_no_name(void **state)
{
    struct fixture *fixture = *state;
    assert_null(lc_image_data(fixture->image, 1).name);
    assert_null(lc_image_data(fixture->image, UINT64_MAX).name);
    assert_int_equal(lc_image_code(fixture->image, 1).count, 0);
    assert_int_equal(lc_image_code(fixture->image, UINT64_MAX).count, 0);
}

static void another_build_is_not_believed(void **state)
{
    struct fixture *fixture = *state;
    int line;
    uint64_t offset = site_offset(fixture, &line, &line);
    struct own_module other = fixture->own;
    assert_true(other.build_id_bytes > 0);
    other.build_id[0] ^= 1;
    struct lc_image_key key = key_of(&other, other.path);
    struct lc_image *image = lc_symbols_image(fixture->symbols, &key);
    assert_int_equal(lc_image_state(image), LC_IMAGE_CHANGED);
    assert_int_equal(lc_image_code(image, offset).count, 0);
    assert_string_equal(lc_symbols_changed(fixture->symbols, 0), other.path);
    assert_null(lc_symbols_changed(fixture->symbols, 1));
}

static enum lc_image_state state_of(const struct lc_image_key *key)
{
    struct lc_symbols *symbols = lc_symbols_new();
    enum lc_image_state state = lc_image_state(lc_symbols_image(symbols, key));
    lc_symbols_free(symbols);
    return state;
}

static void without_a_build_id_the_time_decides(void **state)
{
    struct fixture *fixture = *state;
    struct lc_image_key key = key_of(&fixture->own, fixture->own.path);
    key.build_id_bytes = 0;
    assert_int_equal(state_of(&key), LC_IMAGE_GOOD);
    key.start_realtime_ns = 1;
    assert_int_equal(state_of(&key), LC_IMAGE_CHANGED);
}

static void files_that_are_no_images_are_missing(void **state)
{
    struct fixture *fixture = *state;
    static const char *const paths[] = {"", "/nonexistent", "/etc/passwd", "/"};
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        struct lc_image_key key = key_of(&fixture->own, paths[i]);
        key.build_id_bytes = 1; /* too short to find a debug file by */
        struct lc_image *image = lc_symbols_image(fixture->symbols, &key);
        assert_int_equal(lc_image_state(image), LC_IMAGE_MISSING);
        assert_null(lc_image_data(image, 0x4000).name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inlined_calls_come_before_their_function),
        cmocka_unit_test(locks_have_the_names_of_their_variables),
        cmocka_unit_test(what_is_no_variable_and_no_code_has_no_name),
        cmocka_unit_test(another_build_is_not_believed),
        cmocka_unit_test(without_a_build_id_the_time_decides),
        cmocka_unit_test(files_that_are_no_images_are_missing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
