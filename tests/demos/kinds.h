/*
 * tests/demos/kinds.h - the words of the demos: tools, kinds of finding, and who claims to find
 * what.
 *
 * Owns:    three constant tables; nothing changes after start.
 * Ignores: files and processes.
 */
#ifndef DEMOS_KINDS_H
#define DEMOS_KINDS_H

#include <stdbool.h>

/* How a demo can be run. The order is that of the columns of the detector matrix. */
enum tool {
    TOOL_PLAIN,
    TOOL_TSAN_GCC,
    TOOL_TSAN_CLANG,
    TOOL_HELGRIND,
    TOOL_DRD,
    TOOL_LOCKCHECK,
    TOOL_PYTHON, /* the Python twins; not a column */
    TOOL_COUNT
};

#define TOOL_BIT(tool) (1u << (tool))

/* The name in an expect line and in a test's name, "tsan-gcc". */
const char *tool_name(enum tool tool);

/* TOOL_COUNT when there is no such tool. */
enum tool tool_find(const char *name);

/* One kind of bug, whatever words a tool has for it. */
struct kind {
    const char *name;
    unsigned scope; /* TOOL_BIT of each tool whose manual says that it looks for this kind */
    const char *meaning;
};

/* NULL when there is no such kind. */
const struct kind *kind_find(const char *name);

/* All kinds, ended by one without a name. */
const struct kind *kind_table(void);

/*
 * The kind that a line of a tool's output opens, or NULL. Where the tool's own words leave open
 * which of two kinds it is, both are named with a bar between:
 * "unlock-not-locked|unlock-not-owner".
 */
const char *kind_of_line(enum tool tool, const char *line);

/* Is `kind` one of the bar-separated names in `kinds`? */
bool kind_matches(const char *kinds, const char *kind);

#endif
