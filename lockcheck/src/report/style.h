/*
 * report/style.h - colour and width of a text report.
 */
#ifndef LC_REPORT_STYLE_H
#define LC_REPORT_STYLE_H

#include <stdio.h>

#include "base/options.h"

enum { LC_STYLE_WIDTH_PLAIN = 80 };

struct lc_style {
    /* Escape sequences, "" without colour. */
    const char *alarm;  /* the first line of a finding that fails */
    const char *notice; /* of one that does not */
    const char *lock;
    const char *dim; /* places, what is said in passing */
    const char *off;
    unsigned int width; /* columns to wrap prose at; 0: never */
};

/*
 * Colour when asked for, or on a terminal that can do it unless NO_COLOR is set (and not empty).
 * Prose is wrapped on a terminal only, at its width or COLUMNS.
 */
struct lc_style lc_style_of(FILE *stream, enum lc_color color);

/* Print prose, each line after `indent` blanks, wrapped; ends with a newline. */
void lc_style_prose(const struct lc_style *style, FILE *stream, int indent, const char *text);

#endif
