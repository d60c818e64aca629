#include "support/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "support/report_text.h"

enum { LOCKS_MAX = 8 };

/* A program with some locks, whose call sites the tests lay out. */
struct city {
    struct trace_builder builder;
    uint32_t module;
    uint32_t threads[2];
    uint32_t locks[LOCKS_MAX];
};

static void city_init(struct city *city)
{
    static const char *const names[LOCKS_MAX] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    trace_builder_init(&city->builder, 1);
    trace_add_process(&city->builder, "/srv/city", "/srv", "");
    city->module = trace_add_module(&city->builder, "/srv/city", "", 0);
    for (int i = 0; i < 2; i++) {
        city->threads[i] = trace_add_thread(&city->builder, "", 0, 0);
    }
    for (int i = 0; i < LOCKS_MAX; i++) {
        struct lc_trace_lock fields = {.kind = LC_LOCK_MUTEX, .place = LC_PLACE_MAPPED};
        city->locks[i] = trace_add_lock(&city->builder, &fields);
        trace_add_name(&city->builder, LC_NAME_LOCK, city->locks[i], names[i]);
    }
}

static uint32_t add_site(struct city *city, uint64_t offset)
{
    uint64_t frame = trace_frame(city->module, offset);
    return trace_add_stack(&city->builder, 0, &frame, 1);
}

/* A dependency "holds, wants" at a call site; `held` must outlive the returned step. */
static struct trace_step take(struct city *city, int holds, int wants, uint64_t offset,
                              struct lc_trace_held *held)
{
    *held = (struct lc_trace_held){.lock = city->locks[holds], .stack = add_site(city, 0x10)};
    struct trace_step step = {.thread = city->threads[holds % 2],
                              .want = city->locks[wants],
                              .want_stack = add_site(city, offset),
                              .held = held,
                              .held_count = 1};
    (void)trace_add_dependency(&city->builder, &step);
    return step;
}

/* a before b at 0x100, b before a at 0x200: what most tests start from. */
static void city_with_inversion(struct city *city, struct lc_trace_held held[2],
                                struct trace_step ret_steps[2])
{
    city_init(city);
    ret_steps[0] = take(city, 0, 1, 0x100, &held[0]);
    ret_steps[1] = take(city, 1, 0, 0x200, &held[1]);
}

/* The finding that these steps make, as text; ends the city. */
static char *report_of(struct city *city, const struct trace_step *steps, uint32_t step_count)
{
    (void)trace_add_finding(&city->builder, LC_FINDING_LOCK_ORDER, LC_TIER_PREDICTED, steps,
                            step_count);
    int status;
    char *text = report_text(&(struct lc_report_options){0}, &city->builder, 1, &status);
    trace_builder_fini(&city->builder);
    return text;
}

static void the_order_that_most_call_sites_keep_is_advised(void **state)
{
    (void)state;
    struct city city;
    struct lc_trace_held held[4];
    struct trace_step steps[2];
    city_with_inversion(&city, held, steps);
    (void)take(&city, 0, 1, 0x300, &held[2]);
    char *text = report_of(&city, steps, 2);
    assert_non_null(strstr(text, "What to do: take a before b here too (2 call sites do, this one "
                                 "does not: city+0x200).\n"));
    free(text);
}

static void one_call_site_counts_once_however_often_it_runs(void **state)
{
    (void)state;
    struct city city;
    struct lc_trace_held held[4];
    struct trace_step steps[2];
    city_with_inversion(&city, held, steps);
    (void)take(&city, 0, 1, 0x100, &held[2]);
    char *text = report_of(&city, steps, 2);
    assert_non_null(strstr(text, "What to do: choose one order for a and b and keep it everywhere "
                                 "(city+0x100 asks for b second, city+0x200 asks for a second)."));
    free(text);
}

static void other_pairs_do_not_vote(void **state)
{
    (void)state;
    struct city city;
    struct lc_trace_held held[4];
    struct trace_step steps[2];
    city_with_inversion(&city, held, steps);
    (void)take(&city, 2, 1, 0x300, &held[2]);
    (void)take(&city, 0, 3, 0x400, &held[3]);
    char *text = report_of(&city, steps, 2);
    assert_non_null(strstr(text, "choose one order"));
    free(text);
}

static void several_odd_sites_are_counted(void **state)
{
    (void)state;
    struct city city;
    struct lc_trace_held held[5];
    struct trace_step steps[2];
    city_with_inversion(&city, held, steps);
    (void)take(&city, 1, 0, 0x210, &held[2]);
    (void)take(&city, 1, 0, 0x220, &held[3]);
    (void)take(&city, 0, 1, 0x110, &held[4]);
    char *text = report_of(&city, steps, 2);
    assert_non_null(strstr(text, "take b before a here too (3 call sites do, these 2 do not; one "
                                 "is city+0x100)"));
    free(text);
}

static void of_a_longer_ring_the_odd_step_is_named(void **state)
{
    (void)state;
    struct city city;
    struct lc_trace_held held[5];
    city_init(&city);
    struct trace_step steps[] = {take(&city, 0, 1, 0x100, &held[0]),
                                 take(&city, 1, 2, 0x200, &held[1]),
                                 take(&city, 2, 0, 0x300, &held[2])};
    (void)take(&city, 0, 1, 0x110, &held[3]);
    (void)take(&city, 1, 2, 0x210, &held[4]);
    char *text = report_of(&city, steps, 3);
    assert_non_null(strstr(text, "Three threads each hold one lock"));
    assert_non_null(strstr(text, "\n  a -> b -> c -> a\n"));
    assert_non_null(strstr(text, "take a before c at city+0x300 too"));
    free(text);
}

static void two_locks_of_one_name_are_told_apart(void **state)
{
    (void)state;
    struct city city;
    struct lc_trace_held held[2];
    city_init(&city);
    trace_add_name(&city.builder, LC_NAME_LOCK, city.locks[1], "a");
    struct trace_step steps[] = {take(&city, 0, 1, 0x100, &held[0]),
                                 take(&city, 1, 0, 0x200, &held[1])};
    char *text = report_of(&city, steps, 2);
    assert_non_null(strstr(text, "\n  a (M1) -> a (M2) -> a (M1)\n"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_that_most_call_sites_keep_is_advised),
        cmocka_unit_test(one_call_site_counts_once_however_often_it_runs),
        cmocka_unit_test(other_pairs_do_not_vote),
        cmocka_unit_test(several_odd_sites_are_counted),
        cmocka_unit_test(of_a_longer_ring_the_odd_step_is_named),
        cmocka_unit_test(two_locks_of_one_name_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
