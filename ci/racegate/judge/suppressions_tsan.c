/*
 * TSan's grammar: one "type:pattern" to a line, '#' starts a comment line. The pattern is looked
 * for anywhere in a function's, file's or module's name; '*' is a wildcard, '^' and '$' anchor.
 * "#!lockcheck kind:pattern" is lockcheck's alone.
 */
#include <stdbool.h>
#include <string.h>

#include "base/trim.h"
#include "judge/suppressions.h"
#include "model/kind.h"

enum { LITERAL_MIN = 3 };

static const char s_lockcheck[] = "#!lockcheck";

static bool is_tsan_type(const char *type)
{
    static const char *const types[] = {"race",   "race_top", "mutex",           "thread",
                                        "signal", "deadlock", "called_from_lib", NULL};
    for (const char *const *known = types; *known != NULL; known++) {
        if (strcmp(*known, type) == 0) {
            return true;
        }
    }
    return false;
}

/* Names that are in so many stacks that a pattern of them hides more than it says. */
static bool is_everywhere(const char *pattern)
{
    static const char *const names[] = {
        "main",  "std::",  "std", "pthread",           "start_thread", "libc",
        "clone", "thread", "run", "__libc_start_main", "libstdc++",    NULL};
    char bare[64];
    size_t length = 0;
    for (const char *p = pattern; *p != '\0' && length + 1 < sizeof(bare); p++) {
        if (strchr("^$*", *p) == NULL) {
            bare[length++] = *p;
        }
    }
    bare[length] = '\0';
    if (length < LITERAL_MIN) {
        return true;
    }
    for (const char *const *name = names; *name != NULL; name++) {
        if (strcmp(*name, bare) == 0) {
            return true;
        }
    }
    return false;
}

static void check_entry(struct rg_lint *lint, struct rg_suppression *next, char *text,
                        bool is_lockcheck)
{
    unsigned line = next->line;
    char *colon = strchr(text, ':');
    if (colon == NULL) {
        rg_lint_problem(lint, line, "'%.100s' has no colon; write type:pattern", text);
        return;
    }
    next->text = rg_pool_string(lint->pool, text);
    *colon = '\0';
    const char *pattern = colon + 1;
    bool is_own = rg_kind_from_name(text) != RG_KIND_OTHER || strcmp(text, "fingerprint") == 0;
    bool is_known = is_tsan_type(text) || (is_lockcheck && is_own);
    if (!is_known) {
        rg_lint_problem(lint, line, "unknown type '%.60s'%s", text,
                        is_lockcheck ? "" : ": TSan refuses to start");
    }
    if (pattern[0] == ' ' || pattern[0] == '\t') {
        rg_lint_problem(lint, line, "a blank after the colon: '%.100s' never matches", next->text);
    }
    if (is_everywhere(pattern + strspn(pattern, " \t"))) {
        rg_lint_problem(lint, line, "'%.100s' is too broad: it hides what nobody looked at",
                        next->text);
    }
    *RG_PUSH(lint->pool, lint->entries, lint->entry_count) = *next;
}

void rg_lint_tsan(struct rg_lint *lint, char *text)
{
    struct rg_suppression next = {0};
    unsigned line = 0;
    for (char *start = text; start != NULL;) {
        char *end = strchr(start, '\n');
        if (end != NULL) {
            *end = '\0';
        }
        char *content = rg_trim(start);
        bool is_lockcheck = strncmp(content, s_lockcheck, strlen(s_lockcheck)) == 0;
        next.line = ++line;
        if (is_lockcheck || (content[0] != '\0' && content[0] != '#')) {
            check_entry(lint, &next,
                        is_lockcheck ? rg_trim(content + strlen(s_lockcheck)) : content,
                        is_lockcheck);
            next = (struct rg_suppression){0};
        } else if (content[0] == '#') {
            rg_lint_comment(lint, &next, content, line);
        } else {
            /* A blank line: the comment above it was about something else. */
            next = (struct rg_suppression){0};
        }
        start = end == NULL ? NULL : end + 1;
    }
}
