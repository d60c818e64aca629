/*
 * tests/demos/expect.h - the lesson and the expectations in a demo's header comment.
 *
 * Owns:    the grammar of the lines `expect`, `args`, `flags` and `link`; demos/README.md explains
 *          it.
 * Limits:  the constants below; a line that does not fit is an error, never cut short.
 */
#ifndef DEMOS_EXPECT_H
#define DEMOS_EXPECT_H

#include "kinds.h"

enum verdict {
    VERDICT_OK,
    VERDICT_WRONG,
    VERDICT_HANGS,
    VERDICT_CRASHES,
    VERDICT_SILENT,
    VERDICT_MISSES,
    VERDICT_REPORTS,
    VERDICT_FALSE_ALARM,
    VERDICT_COUNT
};

enum {
    EXPECT_FINDINGS_MAX = 6,
    EXPECT_FUNCTIONS_MAX = 6,
    EXPECT_NAME_BYTES = 48,
    EXPECT_TEXT_BYTES = 240,
};

/* "KIND in FUNCTION and FUNCTION", or with "or" between. */
struct finding {
    char kind[EXPECT_NAME_BYTES];
    char functions[EXPECT_FUNCTIONS_MAX][EXPECT_NAME_BYTES];
    int function_count;
    bool any; /* one of the functions is enough */
};

struct expectation {
    bool given;
    enum verdict verdict;
    struct finding findings[EXPECT_FINDINGS_MAX]; /* for misses: the kind alone */
    int finding_count;
    char text[EXPECT_TEXT_BYTES];  /* the verdict as written, for messages and the matrix */
    char args[EXPECT_TEXT_BYTES];  /* for the program; empty when no `args` line names this tool */
    long rounds_max;               /* of `args TOOL FROM..TO`: TO, with FROM in args; otherwise 0 */
    char flags[EXPECT_TEXT_BYTES]; /* for the tool, the same */
};

struct demo_header {
    char path[512];
    char lesson[6][EXPECT_TEXT_BYTES * 2]; /* one per enum lesson_part, lines joined by a blank */
    struct expectation tools[TOOL_COUNT];
};

enum lesson_part { LESSON_TITLE, LESSON_BUG, LESSON_WHEN, LESSON_FIX, LESSON_PYTHON, LESSON_TOOLS };

/*
 * Read the header of the demo at `path`. On failure -1, and *ret_error holds one line that names
 * file, line and reason: a line that is malformed, said twice, or about an unknown tool, verdict or
 * kind.
 */
int expect_read(const char *path, struct demo_header *ret_header, char ret_error[512]);

/* What the whole header must hold beyond its single lines: every tool once, verdicts that fit the
 * file. */
int expect_check_complete(const struct demo_header *header, char ret_error[512]);

const char *verdict_name(enum verdict verdict);

/* Is the file one of a correct program: fixed*.c or correct*.c? */
bool expect_is_correct_program(const char *path);

#endif
