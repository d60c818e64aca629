/*
 * report/text_of.h - formatted strings in an arena.
 *
 * For a program that only reports: out of memory ends it with a line on stderr and status 125.
 */
#ifndef LC_REPORT_TEXT_OF_H
#define LC_REPORT_TEXT_OF_H

#include <stddef.h>

#include "base/arena.h"
#include "base/compiler.h"

/* `bytes` zeroed bytes of the arena. Never NULL. */
void *lc_report_alloc(struct lc_arena *arena, size_t bytes);
/* A formatted string. Never NULL. */
const char *lc_text_of(struct lc_arena *arena, const char *format, ...) LC_PRINTF(2, 3);
/* A terminated copy of `bytes` bytes, cut at the first zero byte. Never NULL. */
const char *lc_text_copy(struct lc_arena *arena, const char *bytes, size_t count);
/*
 * The same for a reader's eyes: what is no text, or would steer a terminal (control characters,
 * escape sequences), becomes '?', so that a name from the watched program cannot forge a report.
 */
const char *lc_text_plain(struct lc_arena *arena, const char *bytes, size_t count);

#endif
