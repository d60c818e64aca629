/*
 * base/nearest.h - "did you mean …?": the known name closest to what was typed.
 *
 * Threads: pure. Never allocates; safe wherever options are parsed.
 */
#ifndef LC_BASE_NEAREST_H
#define LC_BASE_NEAREST_H

#include <stddef.h>

/*
 * The name with the fewest inserted, deleted or changed characters, or NULL when none is close
 * enough to be meant: at most a third of the word may differ (and one character always may).
 */
const char *lc_nearest(const char *word, size_t word_bytes, const char *const *names,
                       size_t name_count);

#endif
