#include "setup/test.h"

#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"

struct rg_test *rg_tests_add(struct rg_tests *tests, struct rg_pool *pool, const char *name)
{
    struct rg_test *test = RG_PUSH(pool, tests->rows, tests->count);
    memset(test, 0, sizeof(*test));
    test->name = rg_pool_string(pool, name);
    test->skip_status = -1;
    test->slots = 1;
    return test;
}

static const char *replaced(struct rg_pool *pool, const char *text, const char *mark,
                            const char *value)
{
    const char *found = strstr(text, mark);
    if (found == NULL || value == NULL) {
        return text;
    }
    return rg_pool_format(pool, "%.*s%s%s", (int)(found - text), text, value,
                          replaced(pool, found + strlen(mark), mark, value));
}

static void fill_from_settings(struct rg_test *test, struct rg_pool *pool,
                               const struct rg_settings *settings, const char *section,
                               const char *config, const char *build_dir)
{
    const char *command = rg_settings_get(settings, section, "command");
    if (command != NULL) {
        command = replaced(pool, command, "{config}", config);
        test->argv = rg_settings_words(pool, replaced(pool, command, "{build}", build_dir));
    }
    const char *directory = rg_settings_get(settings, section, "directory");
    test->directory = directory == NULL
                          ? settings->directory
                          : rg_path_join(pool, settings->directory,
                                         replaced(pool, directory, "{build}", build_dir));
    test->timeout_s = rg_settings_number(settings, section, "timeout", 0);
    const char *skip = rg_settings_get(settings, section, "skip-status");
    const char *status = rg_settings_get(settings, section, "status");
    test->skip_status = skip == NULL ? -1 : atoi(skip);
    test->good_status = status == NULL ? 0 : atoi(status);
    char **words = rg_settings_words(pool, rg_settings_get(settings, section, "env"));
    for (; *words != NULL; words++) {
        if (strchr(*words, '=') != NULL) {
            *RG_PUSH(pool, test->environment, test->environment_count) = *words;
        }
    }
}

int rg_tests_from_settings(struct rg_tests *tests, struct rg_pool *pool,
                           const struct rg_settings *settings, const char *config,
                           const char *build_dir)
{
    const char *last = "";
    for (size_t i = 0; i < settings->row_count; i++) {
        const char *section = settings->rows[i].section;
        if (strncmp(section, "test ", 5) != 0 || strcmp(section, last) == 0) {
            continue;
        }
        last = section;
        struct rg_test *test = rg_tests_add(tests, pool, section + strlen("test "));
        fill_from_settings(test, pool, settings, section, config, build_dir);
        if (test->argv == NULL || test->argv[0] == NULL) {
            fprintf(stderr, "racegate: %s: [%s] has no command\n", settings->path, section);
            return -EINVAL;
        }
    }
    return 0;
}

static int compile(regex_t *regex, const char *pattern)
{
    int error = regcomp(regex, pattern, REG_EXTENDED | REG_NOSUB);
    if (error != 0) {
        char text[128];
        regerror(error, regex, text, sizeof(text));
        fprintf(stderr, "racegate: '%s' is no regular expression: %s\n", pattern, text);
        return -EINVAL;
    }
    return 0;
}

static bool shares(const char *const *a, size_t a_count, const char *const *b, size_t b_count)
{
    for (size_t i = 0; i < a_count; i++) {
        for (size_t j = 0; j < b_count; j++) {
            if (strcmp(a[i], b[j]) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* `test` may not start before `other` has ended. */
static bool comes_after(const struct rg_test *test, const struct rg_test *other)
{
    return shares(test->depends, test->depend_count, &other->name, 1) ||
           shares(test->fixtures_needed, test->needed_count, other->fixtures_made,
                  other->made_count) ||
           (test != other && shares(test->fixtures_cleaned, test->cleaned_count,
                                    other->fixtures_needed, other->needed_count)) ||
           shares(test->fixtures_cleaned, test->cleaned_count, other->fixtures_made,
                  other->made_count);
}

/* CTest lets tests of two folders have one name; each has logs and results of its own. */
static void make_unique(struct rg_tests *tests, struct rg_pool *pool)
{
    unsigned *number = rg_pool_alloc(pool, (tests->count + 1) * sizeof(*number));
    for (size_t i = 0; i < tests->count; i++) {
        number[i] = 1;
        for (size_t j = i; j > 0 && number[i] == 1; j--) {
            if (strcmp(tests->rows[i].name, tests->rows[j - 1].name) == 0) {
                number[i] = number[j - 1] + 1;
            }
        }
    }
    for (size_t i = 0; i < tests->count; i++) {
        if (number[i] > 1) {
            tests->rows[i].name = rg_pool_format(pool, "%s (%u)", tests->rows[i].name, number[i]);
        }
    }
}

/* The tests that set up or clean what a kept one needs. */
static void keep_fixtures(const struct rg_tests *tests, bool *keeps)
{
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < tests->count; i++) {
            const struct rg_test *test = &tests->rows[i];
            for (size_t j = 0; keeps[i] && j < tests->count; j++) {
                const struct rg_test *other = &tests->rows[j];
                if (!keeps[j] && (shares(test->fixtures_needed, test->needed_count,
                                         other->fixtures_made, other->made_count) ||
                                  shares(test->fixtures_needed, test->needed_count,
                                         other->fixtures_cleaned, other->cleaned_count))) {
                    keeps[j] = again = true;
                }
            }
        }
    }
}

int rg_tests_filter(struct rg_tests *tests, struct rg_pool *pool, const char *include,
                    const char *exclude)
{
    regex_t wanted, unwanted;
    if (include != NULL && compile(&wanted, include) != 0) {
        return -EINVAL;
    }
    if (exclude != NULL && compile(&unwanted, exclude) != 0) {
        if (include != NULL) {
            regfree(&wanted);
        }
        return -EINVAL;
    }
    bool *keeps = rg_pool_alloc(pool, tests->count + 1);
    for (size_t i = 0; i < tests->count; i++) {
        const char *name = tests->rows[i].name;
        keeps[i] = !tests->rows[i].is_disabled &&
                   (include == NULL || regexec(&wanted, name, 0, NULL, 0) == 0) &&
                   (exclude == NULL || regexec(&unwanted, name, 0, NULL, 0) != 0);
    }
    keep_fixtures(tests, keeps);
    size_t kept = 0;
    for (size_t i = 0; i < tests->count; i++) {
        if (keeps[i]) {
            tests->rows[kept++] = tests->rows[i];
        }
    }
    tests->count = kept;
    make_unique(tests, pool);
    if (include != NULL) {
        regfree(&wanted);
    }
    if (exclude != NULL) {
        regfree(&unwanted);
    }
    return 0;
}

size_t *rg_tests_before(const struct rg_tests *tests, size_t index, struct rg_pool *pool,
                        size_t *ret_count)
{
    size_t *before = NULL;
    *ret_count = 0;
    for (size_t i = 0; i < tests->count; i++) {
        if (i != index && comes_after(&tests->rows[index], &tests->rows[i])) {
            *RG_PUSH(pool, before, *ret_count) = i;
        }
    }
    return before;
}
