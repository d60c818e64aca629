#include "base/nearest.h"

#include <string.h>

enum { WORD_BYTES_MAX = 48 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/*
 * Characters to insert, delete or change, and neighbours to swap, from one word to the other. Three
 * rows of the table are enough: `before` is two above `row`. Both words are at most WORD_BYTES_MAX.
 */
static size_t distance(const char *a, size_t a_bytes, const char *b, size_t b_bytes)
{
    size_t rows[3][WORD_BYTES_MAX + 1];
    for (size_t j = 0; j <= b_bytes; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_bytes; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        const size_t *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_bytes; j++) {
            row[j] =
                smaller(above[j - 1] + (a[i - 1] != b[j - 1]), smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = smaller(row[j], before[j - 2] + 1);
            }
        }
    }
    return rows[a_bytes % 3][b_bytes];
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
