#include "judge/suppressions.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "judge/date.h"

enum { FILE_BYTES_MAX = 16 * 1024 * 1024 };

void rg_lint_problem(struct rg_lint *lint, unsigned line, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    *RG_PUSH(lint->pool, lint->problems, lint->problem_count) =
        rg_pool_format(lint->pool, "%s:%u: %s", lint->path, line, text);
}

static const char *value_after(struct rg_pool *pool, const char *comment, const char *name)
{
    const char *found = strstr(comment, name);
    if (found == NULL) {
        return NULL;
    }
    found += strlen(name);
    found += strspn(found, " \t");
    return rg_pool_string(pool, found);
}

void rg_lint_comment(struct rg_lint *lint, struct rg_suppression *next, const char *comment,
                     unsigned line)
{
    const char *expires = value_after(lint->pool, comment, "expires:");
    const char *reason = value_after(lint->pool, comment, "reason:");
    if (expires != NULL) {
        next->expires = rg_pool_copy(lint->pool, expires, strcspn(expires, " \t,;"));
        if (!rg_date_is_valid(next->expires)) {
            rg_lint_problem(lint, line, "'%.20s' is no date; write 2030-12-31", next->expires);
        }
    }
    if (reason != NULL) {
        next->reason = reason;
    }
}

static void check_entries(struct rg_lint *lint)
{
    for (size_t i = 0; i < lint->entry_count; i++) {
        const struct rg_suppression *entry = &lint->entries[i];
        if (entry->expires != NULL && rg_date_is_past(entry->expires)) {
            rg_lint_problem(lint, entry->line, "'%.100s' is over since %s", entry->text,
                            entry->expires);
        }
        for (size_t j = 0; j < i; j++) {
            const struct rg_suppression *other = &lint->entries[j];
            const char *a = entry->body == NULL ? entry->text : entry->body;
            const char *b = other->body == NULL ? other->text : other->body;
            if (strcmp(a, b) == 0) {
                rg_lint_problem(lint, entry->line, "'%.100s' is in line %u already", entry->text,
                                other->line);
                break;
            }
        }
    }
}

int rg_lint_file(struct rg_lint *lint)
{
    char *text;
    size_t length;
    int error = rg_file_read(lint->pool, lint->path, FILE_BYTES_MAX, &text, &length);
    if (error != 0) {
        return error;
    }
    bool has_brace = false;
    for (const char *p = text; p != NULL && !has_brace; p = strchr(p, '\n')) {
        p += strspn(p, " \t\r\n");
        has_brace = *p == '{';
        if (*p == '\0') {
            break;
        }
    }
    if (has_brace) {
        rg_lint_valgrind(lint, text);
    } else {
        rg_lint_tsan(lint, text);
    }
    check_entries(lint);
    return 0;
}

void rg_lint_unused(struct rg_lint *lint, const char *const *used, size_t used_count)
{
    for (size_t i = 0; i < lint->entry_count; i++) {
        bool is_used = false;
        for (size_t j = 0; j < used_count && !is_used; j++) {
            is_used = strcmp(used[j], lint->entries[i].text) == 0;
        }
        if (!is_used) {
            rg_lint_problem(lint, lint->entries[i].line,
                            "'%.100s' matched nothing in the last full run", lint->entries[i].text);
        }
    }
}
