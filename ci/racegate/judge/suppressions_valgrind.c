/*
 * Valgrind's grammar: "{", a name, "Tool:Kind", frames "fun:", "obj:", "src:" or "...", "}".
 */
#include <stdbool.h>
#include <string.h>

#include "base/trim.h"
#include "judge/suppressions.h"

struct entry {
    struct rg_suppression next;
    unsigned part;  /* lines since the brace: 1 name, 2 kind, then frames */
    unsigned solid; /* frames that name something */
    bool is_open;
};

static bool is_race_tool(const char *kind)
{
    return strncmp(kind, "Helgrind:", 9) == 0 || strncmp(kind, "drd:", 4) == 0 ||
           strstr(kind, "Helgrind,") != NULL || strstr(kind, "drd,") != NULL ||
           strstr(kind, ",Helgrind:") != NULL || strstr(kind, ",drd:") != NULL;
}

static bool is_solid(const char *frame)
{
    const char *name = strchr(frame, ':');
    if (name == NULL) {
        return false; /* "..." */
    }
    name++;
    return strlen(name) - strspn(name, "*?") > 0 && strcmp(name, "main") != 0 &&
           strcmp(name, "start_thread") != 0 && strcmp(name, "clone") != 0;
}

static void open_entry(struct rg_lint *lint, struct entry *entry, unsigned line)
{
    if (entry->is_open) {
        rg_lint_problem(lint, line, "'{' before the entry of line %u is closed", entry->next.line);
    }
    entry->is_open = true;
    entry->part = entry->solid = 0;
    entry->next.line = line;
    entry->next.text = "";
    entry->next.body = "";
}

static void close_entry(struct rg_lint *lint, struct entry *entry, unsigned line)
{
    if (!entry->is_open) {
        rg_lint_problem(lint, line, "'}' without '{'");
        return;
    }
    if (entry->part < 2) {
        rg_lint_problem(lint, entry->next.line, "an entry wants a name, Tool:Kind and frames");
    } else if (entry->solid == 0) {
        rg_lint_problem(lint, entry->next.line,
                        "'%.100s' is too broad: no frame of it names anything of yours",
                        entry->next.text);
    }
    *RG_PUSH(lint->pool, lint->entries, lint->entry_count) = entry->next;
    *entry = (struct entry){0};
}

static void read_part(struct rg_lint *lint, struct entry *entry, char *text, unsigned line)
{
    entry->part++;
    if (entry->part == 1) {
        entry->next.text = rg_pool_string(lint->pool, text);
        return;
    }
    entry->next.body = rg_pool_format(lint->pool, "%s%s\n", entry->next.body, text);
    if (entry->part == 2) {
        if (!is_race_tool(text)) {
            rg_lint_problem(lint, line, "'%.100s' is neither for Helgrind nor for drd", text);
        }
        return;
    }
    bool is_frame = strncmp(text, "fun:", 4) == 0 || strncmp(text, "obj:", 4) == 0 ||
                    strncmp(text, "src:", 4) == 0 || strcmp(text, "...") == 0;
    if (!is_frame) {
        rg_lint_problem(lint, line, "'%.100s' is no frame", text);
    }
    size_t colon = strcspn(text, ":");
    if (text[colon] == ':' && text[colon + 1] == ' ') {
        rg_lint_problem(lint, line, "a blank after the colon: '%.100s' never matches", text);
    }
    entry->solid += is_solid(text);
}

void rg_lint_valgrind(struct rg_lint *lint, char *text)
{
    struct entry entry = {0};
    unsigned line = 0;
    for (char *start = text; start != NULL;) {
        char *end = strchr(start, '\n');
        if (end != NULL) {
            *end = '\0';
        }
        char *content = rg_trim(start);
        line++;
        if (content[0] == '#') {
            rg_lint_comment(lint, &entry.next, content, line);
        } else if (strcmp(content, "{") == 0) {
            open_entry(lint, &entry, line);
        } else if (strcmp(content, "}") == 0) {
            close_entry(lint, &entry, line);
        } else if (content[0] != '\0' && entry.is_open) {
            read_part(lint, &entry, content, line);
        } else if (content[0] != '\0') {
            rg_lint_problem(lint, line, "'%.100s' is outside of any entry", content);
        }
        start = end == NULL ? NULL : end + 1;
    }
    if (entry.is_open) {
        rg_lint_problem(lint, entry.next.line, "this entry is not closed");
    }
}
