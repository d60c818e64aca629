/*
 * report/pattern.h - ThreadSanitizer's patterns: found anywhere in a text, `*` for any characters,
 * `^` at the start and `$` at the end to tie it there.
 */
#ifndef LC_REPORT_PATTERN_H
#define LC_REPORT_PATTERN_H

#include <stdbool.h>

/* An empty pattern matches nothing. Linear in pattern times text. */
bool lc_pattern_matches(const char *pattern, const char *text);

#endif
