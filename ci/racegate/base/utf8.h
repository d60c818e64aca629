/*
 * base/utf8.h - text from anywhere, made safe for the format it is written into.
 *
 * Names of symbols, files and tests may hold any byte. Every writer puts text out through here:
 * bytes that are no UTF-8, and characters that the format forbids, become U+FFFD.
 */
#ifndef RG_BASE_UTF8_H
#define RG_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The character at `text`; *ret_length is its size in bytes. A bad byte is U+FFFD of size 1. */
uint32_t rg_utf8_next(const char *text, size_t *ret_length);

enum rg_escape {
    RG_ESCAPE_TERMINAL, /* control characters, tab and newline among them, become U+FFFD */
    RG_ESCAPE_JSON,     /* inside a JSON string */
    RG_ESCAPE_XML,      /* element content or a double-quoted attribute; HTML too */
    RG_ESCAPE_MARKDOWN, /* inside a line of Markdown, a table's cell included */
};

/* Write `text` (NULL: nothing), at most `limit` bytes of it (0: no limit) and then an ellipsis. */
void rg_utf8_put(FILE *out, enum rg_escape escape, const char *text, size_t limit);

#endif
