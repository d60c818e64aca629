#include "report.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Stacks under a line with one of these words say where something came from, not what went wrong.
 */
static const char *const origin_words[] = {
    "created",       "first observed", "allocated", "Allocation context",
    "Other segment", "As if synchron", "freed by",  NULL,
};

static const char *const trouble_words[] = {
    "ThreadSanitizer:DEADLYSIGNAL", "ThreadSanitizer: CHECK failed", "FATAL: ThreadSanitizer",
    "ThreadSanitizer: nested bug",  "the 'impossible' happened",     "ThreadSanitizer can not",
    "Failed to use and restart",    "lockcheck: internal",           NULL,
};

/* Where a stack's frame lies, best last. */
enum place { PLACE_ELSEWHERE, PLACE_DEMOS, PLACE_SOURCE };

struct parser {
    enum tool tool;
    const char *source;
    const char *source_name;
    const char *demos_dir;
    int first_pid;
    struct reading *reading;
    struct report *open; /* the report that stacks now belong to */
    bool in_origin_stack;
    char function[EXPECT_NAME_BYTES]; /* of the stack being read: the best frame so far */
    enum place place;
};

static bool has_word_of(const char *line, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strstr(line, *words) != NULL) {
            return true;
        }
    }
    return false;
}

static void add_function(struct finding *where, const char *function)
{
    for (int i = 0; i < where->function_count; i++) {
        if (strcmp(where->functions[i], function) == 0) {
            return;
        }
    }
    if (where->function_count < EXPECT_FUNCTIONS_MAX) {
        snprintf(where->functions[where->function_count++], EXPECT_NAME_BYTES, "%s", function);
    }
}

static void end_stack(struct parser *parser)
{
    if (parser->open != NULL && parser->place != PLACE_ELSEWHERE && !parser->in_origin_stack) {
        add_function(&parser->open->where, parser->function);
    }
    parser->place = PLACE_ELSEWHERE;
}

static bool same_report(const struct report *one, const struct report *other)
{
    return strcmp(one->kinds, other->kinds) == 0 &&
           one->in_first_process == other->in_first_process &&
           one->where.function_count == other->where.function_count &&
           memcmp(one->where.functions, other->where.functions, sizeof(one->where.functions)) == 0;
}

/* Keep the open report, unless an equal one is there already. */
static void end_report(struct parser *parser)
{
    struct reading *reading = parser->reading;
    end_stack(parser);
    if (parser->open == NULL) {
        return;
    }
    if (parser->open->where.function_count == 0) {
        add_function(&parser->open->where, "-");
    }
    for (int i = 0; i < reading->report_count; i++) {
        if (same_report(&reading->reports[i], parser->open)) {
            parser->open = NULL;
            return;
        }
    }
    reading->report_count++;
    parser->open = NULL;
}

static void begin_report(struct parser *parser, const char *kinds, int pid)
{
    struct reading *reading = parser->reading;
    end_report(parser);
    if (reading->report_count == REPORT_MAX) {
        reading->incomplete = true;
        return;
    }
    parser->open = &reading->reports[reading->report_count];
    *parser->open = (struct report){.kinds = kinds, .in_first_process = pid == parser->first_pid};
    parser->in_origin_stack = false;
}

static bool is_path_char(char c)
{
    return c != ' ' && c != '(' && c != ')' && c != ':';
}

/* Is the path the whole of the demo's path, or the end of it, from a slash on? */
static bool is_end_of_source(const struct parser *parser, const char *path, size_t length)
{
    size_t source_length = strlen(parser->source);
    if (length > source_length ||
        strncmp(parser->source + source_length - length, path, length) != 0) {
        return false;
    }
    return length == source_length || parser->source[source_length - length - 1] == '/';
}

static enum place place_of(const struct parser *parser, const char *line)
{
    size_t name_length = strlen(parser->source_name);
    for (const char *at = strstr(line, parser->source_name); at != NULL;
         at = strstr(at + 1, parser->source_name)) {
        const char *start = at;
        while (start > line && is_path_char(start[-1])) {
            start--;
        }
        if (at[name_length] == ':' &&
            is_end_of_source(parser, start, (size_t)(at - start) + name_length)) {
            return PLACE_SOURCE;
        }
    }
    return strstr(line, parser->demos_dir) != NULL ? PLACE_DEMOS : PLACE_ELSEWHERE;
}

/* The function's name in a frame line: "#0 NAME FILE", "at 0x1: NAME (FILE)"; NULL for other lines.
 */
static const char *frame_name(const char *line, bool *ret_first)
{
    const char *text = line + strspn(line, " ");
    if (*text == '#' && isdigit((unsigned char)text[1])) {
        *ret_first = atoi(text + 1) == 0;
        text += 1 + strspn(text + 1, "0123456789");
        return text + strspn(text, " ");
    }
    if (strncmp(text, "at 0x", 5) == 0 || strncmp(text, "by 0x", 5) == 0) {
        *ret_first = *text == 'a';
        const char *colon = strstr(text, ": ");
        return colon != NULL ? colon + 2 : NULL;
    }
    return NULL;
}

static void read_frame(struct parser *parser, const char *line, const char *name, bool first)
{
    if (first) {
        end_stack(parser);
    }
    enum place place = place_of(parser, line);
    size_t length = strcspn(name, " (");
    if (place > parser->place && length < EXPECT_NAME_BYTES) {
        parser->place = place;
        memcpy(parser->function, name, length);
        parser->function[length] = '\0';
    }
}

static void read_trouble(struct parser *parser, const char *line)
{
    struct reading *reading = parser->reading;
    const char *count = strstr(line, "ERROR SUMMARY: ");
    if (has_word_of(line, trouble_words) && !reading->tool_broke) {
        reading->tool_broke = true;
        snprintf(reading->trouble, sizeof(reading->trouble), "%.250s", line);
    } else if (count != NULL && atol(count + 15) > 0 && reading->report_count == 0 &&
               parser->open == NULL) {
        reading->unclassified = true;
        snprintf(reading->trouble, sizeof(reading->trouble), "%.250s", line);
    }
}

static void read_line(struct parser *parser, char *line)
{
    bool first = false;
    int pid = parser->first_pid;
    if (strncmp(line, "==", 2) == 0 && isdigit((unsigned char)line[2])) {
        pid = atoi(line + 2);
        line += 2 + strspn(line + 2, "0123456789=");
        line += *line == ' ';
    }
    const char *given_pid = strstr(line, "(pid=");
    if (given_pid != NULL) {
        pid = atoi(given_pid + 5);
    }
    read_trouble(parser, line);
    const char *name = frame_name(line, &first);
    if (name != NULL) {
        read_frame(parser, line, name, first);
        return;
    }
    end_stack(parser);
    const char *kinds = kind_of_line(parser->tool, line);
    if (kinds != NULL) {
        begin_report(parser, kinds, pid);
    } else if (strncmp(line, "SUMMARY: ", 9) == 0 || strncmp(line, "---", 3) == 0) {
        end_report(parser);
    } else if (strspn(line, " ") != strlen(line)) {
        /* lockcheck prints stacks of what went wrong only. */
        parser->in_origin_stack = parser->tool != TOOL_LOCKCHECK && has_word_of(line, origin_words);
    }
}

void report_read(enum tool tool, const char *text, const char *source, const char *demos_dir,
                 int first_pid, struct reading *reading)
{
    const char *slash = strrchr(source, '/');
    struct parser parser = {
        .tool = tool,
        .source = source,
        .source_name = slash != NULL ? slash + 1 : source,
        .demos_dir = demos_dir,
        .first_pid = first_pid,
        .reading = reading,
    };
    char line[2048];
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        snprintf(line, sizeof(line), "%.*s", (int)length, text);
        read_line(&parser, line);
        text += length + (text[length] == '\n');
    }
    end_report(&parser);
}
