#include "report/suppress.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/text_of.h"

#define OWN_PREFIX "#!lockcheck"

/* The types that ThreadSanitizer takes; it rejects a file with any other. */
static const char *const s_tsan_types[] = {"race",   "race_top", "mutex",          "thread",
                                           "signal", "deadlock", "called_from_lib"};

void lc_suppressions_init(struct lc_suppressions *suppressions)
{
    *suppressions = (struct lc_suppressions){0};
    lc_arena_init(&suppressions->arena, &lc_arena_heap, SIZE_MAX);
}

void lc_suppressions_fini(struct lc_suppressions *suppressions)
{
    free(suppressions->items);
    free((void *)suppressions->problems);
    lc_arena_fini(&suppressions->arena);
    *suppressions = (struct lc_suppressions){0};
}

static int add_problem(struct lc_suppressions *suppressions, const char *called, unsigned int line,
                       const char *what)
{
    const char **problems = realloc((void *)suppressions->problems,
                                    (suppressions->problem_count + 1) * sizeof(problems[0]));
    if (!problems) {
        return -ENOMEM;
    }
    suppressions->problems = problems;
    problems[suppressions->problem_count++] =
        lc_text_of(&suppressions->arena, "%s:%u: %s", called, line, what);
    return 0;
}

static int add_suppression(struct lc_suppressions *suppressions,
                           const struct lc_suppression *suppression)
{
    struct lc_suppression *items =
        realloc(suppressions->items, (suppressions->count + 1) * sizeof(items[0]));
    if (!items) {
        return -ENOMEM;
    }
    suppressions->items = items;
    items[suppressions->count++] = *suppression;
    return 0;
}

static bool is_tsan_type(const char *type)
{
    for (size_t i = 0; i < LC_COUNT_OF(s_tsan_types); i++) {
        if (strcmp(s_tsan_types[i], type) == 0) {
            return true;
        }
    }
    return false;
}

/* What is wrong with the type, or NULL; a kind of ours is put into the suppression. */
static const char *check_type(struct lc_suppressions *suppressions,
                              struct lc_suppression *suppression, bool own)
{
    if (!own) {
        if (is_tsan_type(suppression->type)) {
            return NULL;
        }
        const char *type = suppression->type;
        return lc_kind_find(type)
                   ? lc_text_of(&suppressions->arena,
                                "unknown type '%s'; write '" OWN_PREFIX " %s:...'", type, type)
                   : lc_text_of(&suppressions->arena, "unknown type '%s'", type);
    }
    if (strcmp(suppression->type, "fingerprint") == 0) {
        return NULL;
    }
    suppression->kind = lc_kind_find(suppression->type);
    return suppression->kind
               ? NULL
               : lc_text_of(&suppressions->arena, "unknown kind '%s'; lockcheck explain lists them",
                            suppression->type);
}

/* One line without blanks around it, and not empty. */
static int parse_line(struct lc_suppressions *suppressions, const char *called, unsigned int number,
                      const char *line)
{
    bool own = strncmp(line, OWN_PREFIX, sizeof(OWN_PREFIX) - 1) == 0;
    if (own) {
        line += sizeof(OWN_PREFIX) - 1;
        line += strspn(line, " \t");
    } else if (line[0] == '#') {
        return 0;
    }
    const char *colon = strchr(line, ':');
    if (!colon) {
        return add_problem(suppressions, called, number, "no colon: write type:pattern");
    }
    struct lc_suppression suppression = {
        .type = lc_text_copy(&suppressions->arena, line, (size_t)(colon - line)),
        .pattern = lc_text_of(&suppressions->arena, "%s", colon + 1),
        .file = called,
        .line = number,
    };
    const char *wrong = check_type(suppressions, &suppression, own);
    if (!wrong && suppression.pattern[0] == '\0') {
        wrong = "the pattern is empty, and matches nothing";
    }
    if (!wrong && isspace((unsigned char)suppression.pattern[0])) {
        wrong = "a blank after the colon: it belongs to the pattern, which then never matches";
    }
    return wrong ? add_problem(suppressions, called, number, wrong)
                 : add_suppression(suppressions, &suppression);
}

int lc_suppressions_parse(struct lc_suppressions *suppressions, const char *called,
                          const char *text)
{
    struct lc_arena *arena = &suppressions->arena;
    called = lc_text_of(arena, "%s", called);
    for (unsigned int number = 1; *text; number++) {
        size_t bytes = strcspn(text, "\n");
        size_t first = 0;
        size_t last = bytes;
        while (first < last && isspace((unsigned char)text[first])) {
            first++;
        }
        while (last > first && isspace((unsigned char)text[last - 1])) {
            last--;
        }
        if (last > first) {
            const char *line = lc_text_copy(arena, text + first, last - first);
            int error = parse_line(suppressions, called, number, line);
            if (error) {
                return error;
            }
        }
        text += bytes + (text[bytes] == '\n');
    }
    return 0;
}

int lc_suppressions_load(struct lc_suppressions *suppressions, const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        return -errno;
    }
    char *text = NULL;
    size_t room = 0;
    errno = 0;
    ssize_t bytes = getdelim(&text, &room, '\0', file); /* all of it: it is text */
    int error = bytes < 0 && ferror(file) ? -(errno ? errno : EIO) : 0;
    (void)fclose(file);
    if (!error && bytes > 0) {
        error = lc_suppressions_parse(suppressions, path, text);
    }
    free(text);
    return error;
}
