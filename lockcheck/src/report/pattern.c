#include "report/pattern.h"

#include <string.h>

/* The first place in `text` where the `bytes` bytes of `piece` stand, or NULL. */
static const char *find(const char *text, const char *piece, size_t bytes)
{
    return memmem(text, strlen(text), piece, bytes);
}

bool lc_pattern_matches(const char *pattern, const char *text)
{
    size_t bytes = strlen(pattern);
    bool at_start = bytes > 0 && pattern[0] == '^';
    if (at_start) {
        pattern++;
        bytes--;
    }
    bool at_end = bytes > 0 && pattern[bytes - 1] == '$';
    bytes -= at_end;
    if (bytes == 0) {
        return false;
    }
    const char *end = pattern + bytes;
    for (;;) {
        const char *star = memchr(pattern, '*', (size_t)(end - pattern));
        size_t piece = (size_t)((star ? star : end) - pattern);
        if (!star && at_end) {
            /* The last piece must end the text; earlier pieces were taken as early as possible. */
            size_t left = strlen(text);
            return left >= piece && (!at_start || left == piece) &&
                   memcmp(text + left - piece, pattern, piece) == 0;
        }
        const char *at = at_start && strncmp(text, pattern, piece) != 0 ? NULL
                         : at_start                                     ? text
                                    : find(text, pattern, piece);
        if (!at) {
            return false;
        }
        if (!star) {
            return true;
        }
        text = at + piece;
        pattern = star + 1;
        at_start = false;
    }
}
