#include "report/text_of.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/env.h"
#include "report/utf8.h"

void *lc_report_alloc(struct lc_arena *arena, size_t bytes)
{
    void *p = lc_arena_alloc(arena, bytes);
    if (!p) {
        (void)fputs("lockcheck: out of memory while reporting\n", stderr);
        exit(LC_EXIT_FAILURE);
    }
    return p;
}

const char *lc_text_of(struct lc_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int bytes = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (bytes < 0) {
        return "";
    }
    char *text = lc_report_alloc(arena, (size_t)bytes + 1);
    va_start(args, format);
    (void)vsnprintf(text, (size_t)bytes + 1, format, args);
    va_end(args);
    return text;
}

const char *lc_text_copy(struct lc_arena *arena, const char *bytes, size_t count)
{
    count = strnlen(bytes, count);
    char *text = lc_report_alloc(arena, count + 1);
    memcpy(text, bytes, count);
    return text;
}

static bool steers_terminal(const unsigned char *at)
{
    /* U+0080 to U+009F are control characters too. */
    return *at < 0x20 || *at == 0x7f || (*at == 0xc2 && at[1] < 0xa0);
}

const char *lc_text_plain(struct lc_arena *arena, const char *bytes, size_t count)
{
    count = strnlen(bytes, count);
    unsigned char *text = lc_report_alloc(arena, count + 1);
    memcpy(text, bytes, count);
    for (size_t i = 0; i < count;) {
        size_t character = lc_utf8_bytes(text + i, count - i);
        size_t step = character ? character : 1;
        if (character == 0 || steers_terminal(text + i)) {
            memset(text + i, '?', step);
        }
        i += step;
    }
    return (const char *)text;
}
