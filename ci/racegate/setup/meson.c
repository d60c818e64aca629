/*
 * What `meson introspect --tests` says.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/capture.h"
#include "setup/test.h"

static void read_test(struct rg_tests *tests, struct rg_pool *pool, const json_t *item)
{
    const char *name = json_string_value(json_object_get(item, "name"));
    if (name == NULL) {
        return;
    }
    struct rg_test *test = rg_tests_add(tests, pool, name);
    size_t index, argc = 0;
    json_t *word;
    json_array_foreach(json_object_get(item, "cmd"), index, word)
    {
        const char *text = json_string_value(word);
        *RG_PUSH(pool, test->argv, argc) = rg_pool_string(pool, text == NULL ? "" : text);
    }
    if (argc > 0) {
        *RG_PUSH(pool, test->argv, argc) = NULL;
    }
    const char *key;
    json_t *value;
    json_object_foreach(json_object_get(item, "env"), key, value)
    {
        const char *text = json_string_value(value);
        *RG_PUSH(pool, test->environment, test->environment_count) =
            rg_pool_format(pool, "%s=%s", key, text == NULL ? "" : text);
    }
    test->directory = rg_pool_string(pool, json_string_value(json_object_get(item, "workdir")));
    test->timeout_s = (long)json_number_value(json_object_get(item, "timeout"));
    test->is_alone = json_is_false(json_object_get(item, "is_parallel"));
    test->skip_status = 77;
}

int rg_tests_from_meson(struct rg_tests *tests, struct rg_pool *pool, const char *build_dir)
{
    const char *const argv[] = {"meson", "introspect", "--tests", build_dir, NULL};
    struct rg_capture capture;
    int error = rg_capture_start(&capture, NULL, argv);
    if (error != 0) {
        fprintf(stderr, "racegate: meson: %s\n", strerror(-error));
        return -EINVAL;
    }
    json_error_t problem;
    json_t *root = json_loadf(capture.file, 0, &problem);
    int status = rg_capture_end(&capture);
    if (!json_is_array(root) || status != 0) {
        fprintf(stderr, "racegate: %s: meson lists no tests: %s\n", build_dir, problem.text);
        json_decref(root);
        return -EINVAL;
    }
    size_t index;
    json_t *item;
    json_array_foreach(root, index, item)
    {
        read_test(tests, pool, item);
    }
    json_decref(root);
    return 0;
}
