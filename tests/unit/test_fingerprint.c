#include "support/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/findings.h"
#include "support/abba_trace.h"

/* The fingerprint of the one finding of a trace. */
static void fingerprint_of(const struct abba *abba, char ret_text[LC_FINGERPRINT_BYTES])
{
    struct trace_builder builder;
    abba_trace_build(&builder, abba);
    char path[] = "/tmp/lockcheck-fingerprint-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    (void)close(fd);
    assert_true(trace_builder_save(&builder, path));
    struct lc_model model;
    struct lc_resolver resolver;
    struct lc_findings findings;
    const char *error;
    lc_model_init(&model);
    assert_int_equal(lc_model_add_file(&model, path, &error), 0);
    assert_int_equal(lc_resolver_init(&resolver), 0);
    assert_int_equal(lc_findings_collect(&findings, &model, &resolver), 0);
    assert_int_equal(findings.count, 1);
    memcpy(ret_text, findings.items[0].fingerprint, LC_FINGERPRINT_BYTES);
    lc_findings_fini(&findings);
    lc_resolver_fini(&resolver);
    lc_model_fini(&model);
    (void)unlink(path);
    trace_builder_fini(&builder);
}

static void assert_same(const struct abba *a, const struct abba *b, bool same)
{
    char left[LC_FINGERPRINT_BYTES];
    char right[LC_FINGERPRINT_BYTES];
    fingerprint_of(a, left);
    fingerprint_of(b, right);
    assert_int_equal(strcmp(left, right) == 0, same);
}

static void addresses_ids_and_pids_do_not_matter(void **state)
{
    (void)state;
    assert_same(&(struct abba){0}, &(struct abba){.base = 0x4000}, true);
    assert_same(&(struct abba){0}, &(struct abba){.ids_before = 9}, true);
    assert_same(&(struct abba){0}, &(struct abba){.pid = 5}, true);
    assert_same(&(struct abba){0}, &(struct abba){.tier = LC_TIER_POSSIBLE}, true);
    assert_same(&(struct abba){0}, &(struct abba){.unnamed = true}, true);
}

static void the_directory_of_a_module_does_not_matter_its_name_does(void **state)
{
    (void)state;
    assert_same(&(struct abba){0}, &(struct abba){.module = "/home/me/server"}, true);
    assert_same(&(struct abba){0}, &(struct abba){.module = "/opt/client"}, false);
}

static void where_a_ring_is_entered_does_not_matter(void **state)
{
    (void)state;
    assert_same(&(struct abba){0}, &(struct abba){.turned = true}, true);
}

static void the_order_of_steps_that_are_no_ring_matters(void **state)
{
    (void)state;
    assert_same(&(struct abba){.kind = LC_FINDING_COND_TWO_MUTEXES},
                &(struct abba){.kind = LC_FINDING_COND_TWO_MUTEXES, .turned = true}, false);
}

static void kind_and_functions_matter(void **state)
{
    (void)state;
    assert_same(&(struct abba){0}, &(struct abba){.kind = LC_FINDING_DEADLOCK}, false);
    assert_same(&(struct abba){0}, &(struct abba){.offset = 0x1104}, false);
}

static void equal_stacks_within_a_step_do_not_cancel(void **state)
{
    (void)state;
    /* The first thread's outer call is at 0x1000 too. */
    assert_same(&(struct abba){.offset = 0x1000}, &(struct abba){0}, false);
    assert_same(&(struct abba){.offset = 0x1000}, &(struct abba){.offset = 0x2000}, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_ids_and_pids_do_not_matter),
        cmocka_unit_test(the_directory_of_a_module_does_not_matter_its_name_does),
        cmocka_unit_test(where_a_ring_is_entered_does_not_matter),
        cmocka_unit_test(the_order_of_steps_that_are_no_ring_matters),
        cmocka_unit_test(kind_and_functions_matter),
        cmocka_unit_test(equal_stacks_within_a_step_do_not_cancel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
