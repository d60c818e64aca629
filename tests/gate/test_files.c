#include "support/cmocka_all.h"

#include "base/files.h"

static struct rg_pool s_pool;

static void a_path_has_one_spelling(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"/b/build/../a.c", "/b/a.c"},
        {"/b/out/build/../../a.c", "/b/a.c"},
        {"./src//a.c", "src/a.c"},
        {"/a/./b/.", "/a/b"},
        {"a.c", "a.c"},
        {"/", "/"},
        {"", ""},
        {"a/..", ""},
        {"..a/.b", "..a/.b"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        assert_string_equal(rg_path_normal(&s_pool, rows[i][0]), rows[i][1]);
    }
    rg_pool_clear(&s_pool);
}

static void what_leads_out_of_a_relative_path_stays(void **state)
{
    (void)state;
    assert_string_equal(rg_path_normal(&s_pool, "../../a.c"), "../../a.c");
    assert_string_equal(rg_path_normal(&s_pool, "b/../../a/../c.c"), "../c.c");
    assert_null(rg_path_normal(&s_pool, NULL));
    rg_pool_clear(&s_pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_has_one_spelling),
        cmocka_unit_test(what_leads_out_of_a_relative_path_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
