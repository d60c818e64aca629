#include "base/lines.h"

bool rg_lines_next(struct rg_lines *lines)
{
    size_t length = 0;
    int c = getc_unlocked(lines->file);
    if (c == EOF) {
        return false;
    }
    for (; c != EOF && c != '\n'; c = getc_unlocked(lines->file)) {
        if (length < RG_LINE_MAX) {
            lines->text[length++] = c == '\0' ? ' ' : (char)c;
        }
    }
    if (length > 0 && lines->text[length - 1] == '\r') {
        length--;
    }
    lines->text[length] = '\0';
    lines->length = length;
    lines->has_newline = c == '\n';
    lines->number++;
    return true;
}
