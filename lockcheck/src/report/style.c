#include "report/style.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/env.h"

enum { WIDTH_MIN = 40, WIDTH_MAX = 120 };

static bool wants_color(FILE *stream, enum lc_color color)
{
    if (color != LC_COLOR_AUTO) {
        return color == LC_COLOR_ALWAYS;
    }
    const char *no = getenv(LC_ENV_NO_COLOR);
    const char *terminal = getenv("TERM");
    return isatty(fileno(stream)) && !(no && *no) && terminal && strcmp(terminal, "dumb") != 0;
}

static unsigned int width_of(FILE *stream)
{
    if (!isatty(fileno(stream))) {
        return 0;
    }
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    unsigned long width = columns ? strtoul(columns, NULL, 10) : 0;
    if (width == 0 && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0) {
        width = size.ws_col;
    }
    if (width == 0) {
        width = LC_STYLE_WIDTH_PLAIN;
    }
    /* Longer lines are hard to read, shorter ones are no lines. */
    return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : (unsigned int)width;
}

struct lc_style lc_style_of(FILE *stream, enum lc_color color)
{
    struct lc_style style = {"", "", "", "", "", width_of(stream)};
    if (wants_color(stream, color)) {
        style.alarm = "\033[1;31m";
        style.notice = "\033[1;33m";
        style.lock = "\033[1m";
        style.dim = "\033[2m";
        style.off = "\033[0m";
    }
    return style;
}

/* Columns, not bytes: what continues a UTF-8 character takes none. */
static unsigned int columns_of(const char *text, size_t bytes)
{
    unsigned int columns = 0;
    for (size_t i = 0; i < bytes; i++) {
        columns += ((unsigned char)text[i] & 0xc0) != 0x80;
    }
    return columns;
}

void lc_style_prose(const struct lc_style *style, FILE *stream, int indent, const char *text)
{
    unsigned int at = (unsigned int)indent;
    (void)fprintf(stream, "%*s", indent, "");
    while (*text) {
        size_t bytes = strcspn(text, " ");
        unsigned int columns = columns_of(text, bytes);
        bool first = at == (unsigned int)indent;
        if (!first && style->width && at + 1 + columns > style->width) {
            (void)fprintf(stream, "\n%*s", indent, "");
            at = (unsigned int)indent;
            first = true;
        }
        (void)fprintf(stream, "%s%.*s", first ? "" : " ", (int)bytes, text);
        at += columns + !first;
        text += bytes;
        text += strspn(text, " ");
    }
    (void)fputc('\n', stream);
}
