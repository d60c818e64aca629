#include "base/nearest.h"

#include <string.h>

enum { WORD_BYTES_MAX = 48 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein distance, one row of the table at a time. Both words are at most WORD_BYTES_MAX. */
static size_t distance(const char *a, size_t a_bytes, const char *b, size_t b_bytes)
{
    size_t row[WORD_BYTES_MAX + 1];
    for (size_t j = 0; j <= b_bytes; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_bytes; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_bytes; j++) {
            size_t changed = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = smaller(changed, smaller(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_bytes];
}

const char *lc_nearest(const char *word, size_t word_bytes, const char *const *names,
                       size_t name_count)
{
    if (word_bytes > WORD_BYTES_MAX) {
        return NULL;
    }
    const char *best = NULL;
    size_t best_distance = word_bytes / 3 > 1 ? word_bytes / 3 + 1 : 2;
    for (size_t i = 0; i < name_count; i++) {
        size_t name_bytes = strlen(names[i]);
        if (name_bytes > WORD_BYTES_MAX) {
            continue;
        }
        size_t d = distance(word, word_bytes, names[i], name_bytes);
        if (d < best_distance) {
            best = names[i];
            best_distance = d;
        }
    }
    return best;
}
