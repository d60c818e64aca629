#include "report/text_of.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

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
