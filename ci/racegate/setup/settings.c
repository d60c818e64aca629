#include "setup/settings.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/trim.h"
#include "setup/config.h"

enum { FILE_BYTES_MAX = 1024 * 1024 };

static const char *const s_general[] = {"configs",
                                        "build",
                                        "source",
                                        "build-dir",
                                        "build-command",
                                        "build-args",
                                        "timeout",
                                        "jobs",
                                        "repeat",
                                        "formats",
                                        "baseline",
                                        "suppressions",
                                        "include",
                                        "valgrind-suppressions",
                                        "exclude",
                                        "output",
                                        "cflags",
                                        "ldflags",
                                        "canary-flags",
                                        "test-command",
                                        NULL};
static const char *const s_config[] = {
    "cc",      "cxx",        "cflags",        "ldflags",   "tool",         "options", "exclude",
    "include", "build-args", "build-command", "build-dir", "test-command", NULL};
static const char *const s_test[] = {"command",     "directory", "timeout", "env",
                                     "skip-status", "status",    NULL};

static bool is_config(const char *section)
{
    static const char start[] = "config ";
    const char *name = section + strlen(start);
    return strncmp(section, start, strlen(start)) == 0 &&
           rg_config_from_name(name, strlen(name)) >= 0;
}

static const char *const *keys_of(const char *section)
{
    return strcmp(section, "racegate") == 0    ? s_general
           : is_config(section)                ? s_config
           : strncmp(section, "test ", 5) == 0 ? s_test
                                               : NULL;
}

static int complain(const char *path, unsigned line, const char *what, const char *text)
{
    fprintf(stderr, "racegate: %s:%u: %s '%s'\n", path, line, what, text);
    return -EINVAL;
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strcmp(word, *words) == 0) {
            return true;
        }
    }
    return false;
}

/* What the value of `key` has to be, and is not; NULL: it is well. */
static const char *problem_of(const char *key, const char *value)
{
    static const char *const counts[] = {"timeout", "jobs", "repeat", NULL};
    static const char *const statuses[] = {"status", "skip-status", NULL};
    static const char *const systems[] = {"cmake", "meson", "make", "command", "none", NULL};
    bool is_number = value[0] != '\0' && value[strspn(value, "0123456789")] == '\0';
    long number = is_number ? strtol(value, NULL, 10) : -1;
    if (is_one_of(key, counts) && number < 1) {
        return "not a number from 1 on:";
    }
    if (is_one_of(key, statuses) && (number < 0 || number > 255)) {
        return "not an exit status from 0 to 255:";
    }
    if (strcmp(key, "build") == 0 && !is_one_of(value, systems)) {
        return "neither cmake nor meson, make, command or none:";
    }
    return NULL;
}

static int read_key(struct rg_settings *settings, struct rg_pool *pool, const char *section,
                    char *text, unsigned line)
{
    char *equals = strchr(text, '=');
    if (equals == NULL) {
        return complain(settings->path, line, "this is neither [section] nor key = value:", text);
    }
    *equals = '\0';
    const char *key = rg_trim(text);
    const char *const *known = section == NULL ? NULL : keys_of(section);
    if (known == NULL || !is_one_of(key, known)) {
        return complain(settings->path, line, "unknown key", key);
    }
    if (rg_settings_get(settings, section, key) != NULL) {
        return complain(settings->path, line, "said twice:", key);
    }
    const char *value = rg_trim(equals + 1);
    const char *problem = problem_of(key, value);
    if (problem != NULL) {
        return complain(settings->path, line, problem, value);
    }
    *RG_PUSH(pool, settings->rows, settings->row_count) =
        (struct rg_setting){section, key, value, line};
    return 0;
}

/* Joins lines that end in a backslash; the next text line, or NULL at the end. */
static char *next_line(char **cursor, unsigned *line)
{
    char *start = *cursor;
    if (*start == '\0') {
        return NULL;
    }
    for (;;) {
        char *end = strchr(*cursor, '\n');
        (*line)++;
        if (end == NULL) {
            *cursor += strlen(*cursor);
            return start;
        }
        *cursor = end + 1;
        if (end > start && end[-1] == '\\') {
            end[-1] = end[0] = ' ';
            continue;
        }
        *end = '\0';
        return start;
    }
}

static int parse(struct rg_settings *settings, struct rg_pool *pool, char *text)
{
    const char *section = NULL;
    unsigned line = 0;
    int error = 0;
    for (char *next = next_line(&text, &line); next != NULL && error == 0;
         next = next_line(&text, &line)) {
        char *content = rg_trim(next);
        size_t length = strlen(content);
        if (length == 0 || content[0] == '#' || content[0] == ';') {
            continue;
        }
        if (content[0] != '[') {
            error = read_key(settings, pool, section, content, line);
        } else if (content[length - 1] != ']') {
            error = complain(settings->path, line, "no ']' in", content);
        } else {
            content[length - 1] = '\0';
            section = rg_trim(content + 1);
            error = keys_of(section) != NULL
                        ? 0
                        : complain(settings->path, line, "unknown section", section);
        }
    }
    return error;
}

int rg_settings_read(struct rg_settings *settings, struct rg_pool *pool, const char *path)
{
    memset(settings, 0, sizeof(*settings));
    settings->directory = ".";
    if (path == NULL) {
        if (!rg_path_exists("racegate.ini")) {
            return 0;
        }
        path = "racegate.ini";
    }
    char *text;
    size_t length;
    int error = rg_file_read(pool, path, FILE_BYTES_MAX, &text, &length);
    if (error != 0 || strlen(text) != length) {
        fprintf(stderr, "racegate: %s: %s\n", path,
                error != 0 ? strerror(-error) : "it holds a zero byte");
        return -EINVAL;
    }
    settings->path = path;
    const char *slash = strrchr(path, '/');
    if (slash != NULL) {
        settings->directory = rg_pool_copy(pool, path, (size_t)(slash - path));
    }
    return parse(settings, pool, text);
}

const char *rg_settings_get(const struct rg_settings *settings, const char *section,
                            const char *key)
{
    for (size_t i = 0; i < settings->row_count; i++) {
        if (strcmp(settings->rows[i].section, section) == 0 &&
            strcmp(settings->rows[i].key, key) == 0) {
            return settings->rows[i].value;
        }
    }
    return NULL;
}

const char *rg_settings_for(const struct rg_settings *settings, struct rg_pool *pool,
                            const char *config, const char *key)
{
    const char *value = rg_settings_get(settings, rg_pool_format(pool, "config %s", config), key);
    return value != NULL ? value : rg_settings_get(settings, "racegate", key);
}

char *rg_settings_path(const struct rg_settings *settings, struct rg_pool *pool, const char *key)
{
    const char *value = rg_settings_get(settings, "racegate", key);
    return value == NULL || value[0] == '\0' ? NULL
                                             : rg_path_join(pool, settings->directory, value);
}

long rg_settings_number(const struct rg_settings *settings, const char *section, const char *key,
                        long otherwise)
{
    const char *value = rg_settings_get(settings, section, key);
    long number = value == NULL ? 0 : strtol(value, NULL, 10);
    return number > 0 ? number : otherwise;
}

/* One word from *cursor; NULL at the end. */
static char *next_word(struct rg_pool *pool, const char **cursor)
{
    const char *p = *cursor + strspn(*cursor, " \t\n");
    if (*p == '\0') {
        return NULL;
    }
    char *word = rg_pool_alloc(pool, strlen(p) + 1);
    char *end = word;
    char quote = '\0';
    for (; *p != '\0' && (quote != '\0' || !isspace((unsigned char)*p)); p++) {
        if (quote == '\0' && (*p == '\'' || *p == '"')) {
            quote = *p;
        } else if (*p == quote) {
            quote = '\0';
        } else if (*p == '\\' && quote != '\'' && p[1] != '\0') {
            *end++ = *++p;
        } else {
            *end++ = *p;
        }
    }
    *cursor = p;
    return word;
}

char **rg_settings_words(struct rg_pool *pool, const char *text)
{
    char **words = NULL;
    size_t count = 0;
    const char *cursor = text == NULL ? "" : text;
    for (char *word = next_word(pool, &cursor); word != NULL; word = next_word(pool, &cursor)) {
        *RG_PUSH(pool, words, count) = word;
    }
    *RG_PUSH(pool, words, count) = NULL;
    return words;
}
