#include "expect.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const verdict_names[VERDICT_COUNT] = {
    [VERDICT_OK] = "ok",           [VERDICT_WRONG] = "wrong",
    [VERDICT_HANGS] = "hangs",     [VERDICT_CRASHES] = "crashes",
    [VERDICT_SILENT] = "silent",   [VERDICT_MISSES] = "misses",
    [VERDICT_REPORTS] = "reports", [VERDICT_FALSE_ALARM] = "false-alarm",
};

/* The words that open a part of the lesson; LESSON_TITLE is the line that opens the comment. */
static const char *const lesson_words[] = {
    [LESSON_BUG] = "BUG",       [LESSON_WHEN] = "WHEN",   [LESSON_FIX] = "FIX",
    [LESSON_PYTHON] = "PYTHON", [LESSON_TOOLS] = "TOOLS",
};

struct reader {
    struct demo_header *header;
    char *error;
    int line_number;
    int part; /* the part of the lesson that a continuation line belongs to, or -1 */
    int pending_line;
    char pending[512]; /* a tool line that may go on in the next line; empty when there is none */
};

const char *verdict_name(enum verdict verdict)
{
    return verdict_names[verdict];
}

__attribute__((format(printf, 2, 3))) static int fail(struct reader *reader, const char *format,
                                                      ...)
{
    va_list args;
    int used =
        snprintf(reader->error, 512, "%.300s:%d: ", reader->header->path, reader->line_number);
    va_start(args, format);
    vsnprintf(reader->error + used, 512 - (size_t)used, format, args);
    va_end(args);
    return -1;
}

static int copy(struct reader *reader, char *to, size_t bytes, const char *from)
{
    size_t length = strlen(from);
    if (length >= bytes) {
        return fail(reader, "'%.40s...' is too long", from);
    }
    memcpy(to, from, length + 1);
    return 0;
}

/* The next word of *text, which moves behind it; empty at the end. */
static int next_word(struct reader *reader, const char **text, char word[EXPECT_NAME_BYTES])
{
    const char *start = *text + strspn(*text, " ");
    size_t length = strcspn(start, " ");
    *text = start + length;
    if (length >= EXPECT_NAME_BYTES) {
        return fail(reader, "the word '%.40s...' is too long", start);
    }
    memcpy(word, start, length);
    word[length] = '\0';
    return 0;
}

/* FUNCTION {and|or FUNCTION}, what follows "in". */
static int read_functions(struct reader *reader, const char *text, struct finding *finding)
{
    char word[EXPECT_NAME_BYTES];
    for (;;) {
        if (next_word(reader, &text, word) != 0) {
            return -1;
        }
        if (word[0] == '\0') {
            return fail(reader, "a function's name is missing");
        }
        if (finding->function_count == EXPECT_FUNCTIONS_MAX) {
            return fail(reader, "more than %d functions", EXPECT_FUNCTIONS_MAX);
        }
        strcpy(finding->functions[finding->function_count++], word);
        if (next_word(reader, &text, word) != 0) {
            return -1;
        }
        if (word[0] == '\0') {
            return 0;
        }
        bool is_or = strcmp(word, "or") == 0;
        if (!is_or && strcmp(word, "and") != 0) {
            return fail(reader, "'and' or 'or' expected, not '%s'", word);
        }
        if (finding->function_count > 1 && is_or != finding->any) {
            return fail(reader, "'and' and 'or' in one finding");
        }
        finding->any = is_or;
    }
}

/* KIND [in FUNCTIONS] */
static int read_finding(struct reader *reader, const char *text, struct expectation *expectation)
{
    char word[EXPECT_NAME_BYTES];
    bool needs_function = expectation->verdict != VERDICT_MISSES;
    if (expectation->finding_count == EXPECT_FINDINGS_MAX) {
        return fail(reader, "more than %d findings", EXPECT_FINDINGS_MAX);
    }
    struct finding *finding = &expectation->findings[expectation->finding_count++];
    if (next_word(reader, &text, finding->kind) != 0) {
        return -1;
    }
    if (kind_find(finding->kind) == NULL) {
        return fail(reader, "there is no kind '%s'", finding->kind);
    }
    if (next_word(reader, &text, word) != 0) {
        return -1;
    }
    if (!needs_function) {
        return word[0] == '\0' ? 0 : fail(reader, "'misses' takes a kind alone");
    }
    if (strcmp(word, "in") != 0) {
        return fail(reader, "'%s' needs 'in FUNCTION'", finding->kind);
    }
    return read_functions(reader, text, finding);
}

static int read_findings(struct reader *reader, const char *text, struct expectation *expectation)
{
    char part[EXPECT_TEXT_BYTES];
    for (;;) {
        size_t length = strcspn(text, ",");
        memcpy(part, text, length);
        part[length] = '\0';
        if (read_finding(reader, part, expectation) != 0) {
            return -1;
        }
        if (text[length] == '\0') {
            return 0;
        }
        text += length + 1;
    }
}

static int read_verdict(struct reader *reader, enum tool tool, const char *text)
{
    struct expectation *expectation = &reader->header->tools[tool];
    char word[EXPECT_NAME_BYTES];
    if (expectation->given) {
        return fail(reader, "a second expect line for %s", tool_name(tool));
    }
    expectation->given = true;
    if (copy(reader, expectation->text, sizeof(expectation->text), text) != 0 ||
        next_word(reader, &text, word) != 0) {
        return -1;
    }
    enum verdict verdict = 0;
    while (verdict < VERDICT_COUNT && strcmp(verdict_names[verdict], word) != 0) {
        verdict++;
    }
    if (verdict == VERDICT_COUNT) {
        return fail(reader, "there is no verdict '%s'", word);
    }
    bool is_program = tool == TOOL_PLAIN || tool == TOOL_PYTHON;
    bool for_program = verdict <= VERDICT_CRASHES;
    bool for_tool = verdict >= VERDICT_HANGS;
    if (is_program ? !for_program : !for_tool) {
        return fail(reader, "'%s' is no verdict for %s", word, tool_name(tool));
    }
    expectation->verdict = verdict;
    text += strspn(text, " ");
    if (verdict >= VERDICT_MISSES) {
        return read_findings(reader, text, expectation);
    }
    return *text == '\0' ? 0 : fail(reader, "'%s' after '%s'", text, word);
}

/* FROM..TO: the program's only argument is a number that may grow. */
static int read_range(struct reader *reader, struct expectation *expectation)
{
    char *dots = strstr(expectation->args, "..");
    if (dots == NULL) {
        return 0;
    }
    char *end_from = NULL;
    char *end_to = NULL;
    long from = strtol(expectation->args, &end_from, 10);
    expectation->rounds_max = strtol(dots + 2, &end_to, 10);
    if (end_from != dots || *end_to != '\0' || from < 1 || expectation->rounds_max < from) {
        return fail(reader, "'%s' is no range of rounds", expectation->args);
    }
    *dots = '\0';
    return 0;
}

/* "expect TOOL VERDICT", "args TOOL ...", "flags TOOL ...", all of it. */
static int read_tool_line(struct reader *reader, const char *text)
{
    char keyword[EXPECT_NAME_BYTES];
    char word[EXPECT_NAME_BYTES];
    if (next_word(reader, &text, keyword) != 0 || next_word(reader, &text, word) != 0) {
        return -1;
    }
    enum tool tool = tool_find(word);
    if (tool == TOOL_COUNT) {
        return fail(reader, "there is no tool '%s'", word);
    }
    text += strspn(text, " ");
    if (strcmp(keyword, "expect") == 0) {
        return read_verdict(reader, tool, text);
    }
    struct expectation *expectation = &reader->header->tools[tool];
    bool is_args = strcmp(keyword, "args") == 0;
    char *field = is_args ? expectation->args : expectation->flags;
    if (*text == '\0' || field[0] != '\0') {
        return fail(reader, "'%s %s' is empty or said twice", keyword, word);
    }
    int status = copy(reader, field, EXPECT_TEXT_BYTES, text);
    return status == 0 && is_args ? read_range(reader, expectation) : status;
}

/* The tool line is complete: the line after it does not go on with it. */
static int end_tool_line(struct reader *reader)
{
    char line[sizeof(reader->pending)];
    if (reader->pending[0] == '\0') {
        return 0;
    }
    memcpy(line, reader->pending, sizeof(line));
    reader->pending[0] = '\0';
    int line_number = reader->line_number;
    reader->line_number = reader->pending_line;
    int status = read_tool_line(reader, line);
    reader->line_number = status == 0 ? line_number : reader->pending_line;
    return status;
}

static int continue_tool_line(struct reader *reader, const char *text)
{
    size_t used = strlen(reader->pending);
    size_t room = sizeof(reader->pending) - used;
    int length = snprintf(reader->pending + used, room, "%s%s", used > 0 ? " " : "", text);
    return length < (int)room ? 0 : fail(reader, "the line is too long");
}

static int append(struct reader *reader, int part, const char *text)
{
    char *to = reader->header->lesson[part];
    size_t used = strlen(to);
    size_t room = sizeof(reader->header->lesson[part]) - used;
    int length = snprintf(to + used, room, "%s%s", used > 0 ? " " : "", text);
    return length < (int)room ? 0 : fail(reader, "the lesson is too long");
}

/* One line of the comment, without its leading " * " and its end. */
static int read_line(struct reader *reader, const char *line)
{
    const char *text = line;
    char word[EXPECT_NAME_BYTES];
    if (reader->line_number == 2 || (reader->line_number == 1 && line[0] == '#')) {
        return append(reader, LESSON_TITLE, line);
    }
    if (*line == ' ' && reader->pending[0] != '\0') {
        return continue_tool_line(reader, line + strspn(line, " "));
    }
    if (*line == ' ') {
        return reader->part < 0 ? 0 : append(reader, reader->part, line + strspn(line, " "));
    }
    if (end_tool_line(reader) != 0) {
        return -1;
    }
    if (strcspn(line, " ") >= sizeof(word) || next_word(reader, &text, word) != 0) {
        return 0;
    }
    reader->part = -1;
    if (strcmp(word, "expect") == 0 || strcmp(word, "args") == 0 || strcmp(word, "flags") == 0) {
        reader->pending_line = reader->line_number;
        return continue_tool_line(reader, line);
    }
    for (int part = LESSON_BUG; part <= LESSON_TOOLS; part++) {
        if (strcmp(word, lesson_words[part]) == 0) {
            reader->part = part;
            return append(reader, part, text + strspn(text, " "));
        }
    }
    return 0;
}

int expect_read(const char *path, struct demo_header *ret_header, char ret_error[512])
{
    struct reader reader = {.header = ret_header, .error = ret_error, .part = -1};
    char line[512];
    memset(ret_header, 0, sizeof(*ret_header));
    snprintf(ret_header->path, sizeof(ret_header->path), "%s", path);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return fail(&reader, "cannot be opened: %s", strerror(errno));
    }
    bool is_python = strlen(path) > 3 && strcmp(path + strlen(path) - 3, ".py") == 0;
    int status = 0;
    while (status == 0 && fgets(line, sizeof(line), file) != NULL) {
        reader.line_number++;
        line[strcspn(line, "\n")] = '\0';
        if (is_python ? line[0] != '#' : strstr(line, "*/") != NULL) {
            break;
        }
        const char *text = line + strspn(line, is_python ? "#" : " /*");
        if (!is_python && line[0] == ' ' && line[1] == '*') {
            text = line + 2 + (line[2] == ' ');
        } else if (is_python) {
            text += *text == ' ';
        }
        status = read_line(&reader, text);
    }
    fclose(file);
    return status == 0 ? end_tool_line(&reader) : status;
}

bool expect_is_correct_program(const char *path)
{
    const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    return strncmp(name, "fixed", 5) == 0 || strncmp(name, "correct", 7) == 0;
}

static bool fits_program(bool correct, enum verdict verdict, enum tool tool)
{
    if (tool == TOOL_PLAIN) {
        return !correct || verdict == VERDICT_OK;
    }
    if (verdict == VERDICT_CRASHES) {
        return true;
    }
    return correct == (verdict == VERDICT_SILENT || verdict == VERDICT_FALSE_ALARM);
}

int expect_check_complete(const struct demo_header *header, char ret_error[512])
{
    bool correct = expect_is_correct_program(header->path);
    for (enum tool tool = TOOL_PLAIN; tool <= TOOL_LOCKCHECK; tool++) {
        const struct expectation *expectation = &header->tools[tool];
        if (!expectation->given) {
            snprintf(ret_error, 512, "%.300s: no expect line for %s", header->path,
                     tool_name(tool));
            return -1;
        }
        if (!fits_program(correct, expectation->verdict, tool)) {
            snprintf(ret_error, 512, "%.300s: '%s' for %s does not fit a %s program", header->path,
                     verdict_names[expectation->verdict], tool_name(tool),
                     correct ? "correct" : "broken");
            return -1;
        }
    }
    for (int part = LESSON_TITLE; part <= LESSON_PYTHON; part++) {
        bool needed =
            part == LESSON_TITLE || (part == LESSON_BUG && !correct) || part == LESSON_PYTHON;
        if (needed && header->lesson[part][0] == '\0') {
            snprintf(ret_error, 512, "%.300s: no %s line", header->path,
                     part == LESSON_TITLE ? "title" : lesson_words[part]);
            return -1;
        }
    }
    return 0;
}
