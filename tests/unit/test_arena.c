#include "support/cmocka_all.h"

#include <string.h>

#include "base/arena.h"

static void memory_is_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    struct lc_arena arena;
    lc_arena_init(&arena, &lc_arena_mmap, SIZE_MAX);
    unsigned char *previous = NULL;
    for (int i = 0; i < 10000; i++) {
        unsigned char *p = lc_arena_alloc(&arena, 40);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (int j = 0; j < 40; j++) {
            assert_int_equal(p[j], 0);
        }
        memset(p, 0xff, 40);
        assert_ptr_not_equal(p, previous);
        previous = p;
    }
    lc_arena_fini(&arena);
    assert_int_equal(arena.total_bytes, 0);
}

static void past_the_limit_it_refuses_and_counts(void **state)
{
    (void)state;
    struct lc_arena arena;
    lc_arena_init(&arena, &lc_arena_heap, 128 * 1024);
    assert_non_null(lc_arena_alloc(&arena, 100 * 1024));
    assert_null(lc_arena_alloc(&arena, 100 * 1024));
    assert_null(lc_arena_alloc(&arena, SIZE_MAX - 3));
    assert_int_equal(arena.refused, 2);
    lc_arena_fini(&arena);
}

static void a_large_request_gets_a_block_of_its_own_size(void **state)
{
    (void)state;
    struct lc_arena arena;
    lc_arena_init(&arena, &lc_arena_mmap, SIZE_MAX);
    unsigned char *p = lc_arena_alloc(&arena, 5 * 1024 * 1024);
    assert_non_null(p);
    memset(p, 1, 5 * 1024 * 1024);
    lc_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(past_the_limit_it_refuses_and_counts),
        cmocka_unit_test(a_large_request_gets_a_block_of_its_own_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
