/*
 * What `ctest --show-only=json-v1` says: every test with its command and properties.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/capture.h"
#include "base/files.h"
#include "setup/test.h"

struct list {
    const char ***items;
    size_t *count;
};

static void add_texts(struct rg_pool *pool, struct list list, const json_t *value)
{
    if (json_is_string(value)) {
        *RG_PUSH(pool, *list.items, *list.count) = rg_pool_string(pool, json_string_value(value));
    }
    size_t index;
    json_t *item;
    json_array_foreach(value, index, item)
    {
        add_texts(pool, list, item);
    }
}

/* The list that a property fills; an empty one for all others. */
static struct list list_of(struct rg_test *test, const char *name)
{
    const struct {
        const char *name;
        struct list list;
    } rows[] = {
        {"ENVIRONMENT", {&test->environment, &test->environment_count}},
        {"PASS_REGULAR_EXPRESSION", {&test->pass_patterns, &test->pass_count}},
        {"FAIL_REGULAR_EXPRESSION", {&test->fail_patterns, &test->fail_count}},
        {"SKIP_REGULAR_EXPRESSION", {&test->skip_patterns, &test->skip_count}},
        {"RESOURCE_LOCK", {&test->locks, &test->lock_count}},
        {"DEPENDS", {&test->depends, &test->depend_count}},
        {"FIXTURES_REQUIRED", {&test->fixtures_needed, &test->needed_count}},
        {"FIXTURES_SETUP", {&test->fixtures_made, &test->made_count}},
        {"FIXTURES_CLEANUP", {&test->fixtures_cleaned, &test->cleaned_count}},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return rows[i].list;
        }
    }
    return (struct list){NULL, NULL};
}

/* "NAME=op:value": the new value of NAME; NULL when `op` is not one that gives a value. */
static char *modified(struct rg_pool *pool, const char *text)
{
    const char *equals = strchr(text, '=');
    const char *colon = equals == NULL ? NULL : strchr(equals, ':');
    if (colon == NULL) {
        return NULL;
    }
    char *name = rg_pool_copy(pool, text, (size_t)(equals - text));
    char *op = rg_pool_copy(pool, equals + 1, (size_t)(colon - equals - 1));
    const char *current = getenv(name);
    const char *old = current == NULL ? "" : current;
    const char *between = strncmp(op, "path_list_", 10) == 0 && old[0] != '\0' ? ":" : "";
    if (strcmp(op, "set") == 0) {
        return rg_pool_format(pool, "%s=%s", name, colon + 1);
    }
    if (strstr(op, "_prepend") != NULL) {
        return rg_pool_format(pool, "%s=%s%s%s", name, colon + 1, between, old);
    }
    return strstr(op, "_append") == NULL
               ? NULL
               : rg_pool_format(pool, "%s=%s%s%s", name, old, between, colon + 1);
}

static void modify_environment(struct rg_test *test, struct rg_pool *pool, const json_t *value)
{
    size_t index;
    json_t *item;
    json_array_foreach(value, index, item)
    {
        char *entry = json_is_string(item) ? modified(pool, json_string_value(item)) : NULL;
        if (entry != NULL) {
            *RG_PUSH(pool, test->environment, test->environment_count) = entry;
        }
    }
}

static void read_property(struct rg_test *test, struct rg_pool *pool, const char *name,
                          const json_t *value)
{
    struct list list = list_of(test, name);
    if (list.items != NULL) {
        add_texts(pool, list, value);
    } else if (strcmp(name, "ENVIRONMENT_MODIFICATION") == 0) {
        modify_environment(test, pool, value);
    } else if (strcmp(name, "WORKING_DIRECTORY") == 0) {
        test->directory = rg_pool_string(pool, json_string_value(value));
    } else if (strcmp(name, "TIMEOUT") == 0) {
        test->timeout_s = (long)json_number_value(value);
    } else if (strcmp(name, "SKIP_RETURN_CODE") == 0) {
        test->skip_status = (int)json_integer_value(value);
    } else if (strcmp(name, "WILL_FAIL") == 0) {
        test->will_fail = json_is_true(value);
    } else if (strcmp(name, "DISABLED") == 0) {
        test->is_disabled = json_is_true(value);
    } else if (strcmp(name, "RUN_SERIAL") == 0) {
        test->is_alone = json_is_true(value);
    } else if (strcmp(name, "PROCESSORS") == 0 && json_integer_value(value) > 0) {
        test->slots = (unsigned)json_integer_value(value);
    }
}

static void read_test(struct rg_tests *tests, struct rg_pool *pool, const json_t *item,
                      const char *directory)
{
    const char *name = json_string_value(json_object_get(item, "name"));
    if (name == NULL) {
        return;
    }
    struct rg_test *test = rg_tests_add(tests, pool, name);
    test->directory = directory;
    size_t index, argc = 0;
    json_t *part;
    json_array_foreach(json_object_get(item, "command"), index, part)
    {
        const char *text = json_string_value(part);
        *RG_PUSH(pool, test->argv, argc) = rg_pool_string(pool, text == NULL ? "" : text);
    }
    if (argc > 0) {
        *RG_PUSH(pool, test->argv, argc) = NULL;
    }
    json_array_foreach(json_object_get(item, "properties"), index, part)
    {
        const char *key = json_string_value(json_object_get(part, "name"));
        if (key != NULL) {
            read_property(test, pool, key, json_object_get(part, "value"));
        }
    }
}

static int read_document(struct rg_tests *tests, struct rg_pool *pool, FILE *file, const char *from,
                         const char *directory)
{
    json_error_t problem;
    json_t *root = json_loadf(file, 0, &problem);
    json_t *list = json_object_get(root, "tests");
    if (!json_is_array(list)) {
        fprintf(stderr, "racegate: %s: no list of tests: %s\n", from,
                root == NULL ? problem.text : "'tests' is missing");
        json_decref(root);
        return -EINVAL;
    }
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item)
    {
        read_test(tests, pool, item, directory);
    }
    json_decref(root);
    return 0;
}

int rg_tests_from_json(struct rg_tests *tests, struct rg_pool *pool, const char *path,
                       const char *directory)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        fprintf(stderr, "racegate: %s: %s\n", path, strerror(errno));
        return -EINVAL;
    }
    int error = read_document(tests, pool, file, path, directory);
    fclose(file);
    return error;
}

int rg_tests_from_ctest(struct rg_tests *tests, struct rg_pool *pool, const char *build_dir)
{
    if (!rg_path_exists(rg_path_join(pool, build_dir, "CTestTestfile.cmake"))) {
        fprintf(stderr,
                "racegate: %s has no CTestTestfile.cmake: it is no build folder with tests\n",
                build_dir);
        return -EINVAL;
    }
    const char *const argv[] = {"ctest", "--show-only=json-v1", NULL};
    struct rg_capture capture;
    int error = rg_capture_start(&capture, build_dir, argv);
    if (error != 0) {
        fprintf(stderr, "racegate: ctest: %s\n", strerror(-error));
        return -EINVAL;
    }
    error = read_document(tests, pool, capture.file, build_dir, rg_path_absolute(pool, build_dir));
    return rg_capture_end(&capture) != 0 || error != 0 ? -EINVAL : 0;
}
