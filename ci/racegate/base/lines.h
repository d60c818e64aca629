/*
 * base/lines.h - a file read line by line in bounded memory, whatever bytes it holds.
 *
 * A line longer than RG_LINE_MAX is cut there (its rest is skipped); a zero byte becomes a space.
 */
#ifndef RG_BASE_LINES_H
#define RG_BASE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { RG_LINE_MAX = 64 * 1024 };

struct rg_lines {
    FILE *file;
    size_t length;
    unsigned long number; /* of the line in `text`, from 1 */
    bool has_newline;     /* false on the last line of a file that was cut */
    char text[RG_LINE_MAX + 1];
};

/* The next line, without its end, is in lines->text; false at the end of the file. */
bool rg_lines_next(struct rg_lines *lines);

#endif
