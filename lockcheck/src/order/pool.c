#include "order/pool.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

enum { POOL_UNIT_BYTES = 16, POOL_EXACT_UNITS = 8 };

struct lc_pool_piece {
    struct lc_pool_piece *next;
};

/* Up to eight units each size is a class of its own; above, four classes for each doubling. */
static unsigned size_class(size_t bytes, size_t *ret_class_bytes)
{
    size_t last = bytes ? (bytes - 1) / POOL_UNIT_BYTES : 0;
    if (last < POOL_EXACT_UNITS) {
        *ret_class_bytes = (last + 1) * POOL_UNIT_BYTES;
        return (unsigned)last;
    }
    unsigned log2 = 63 - (unsigned)__builtin_clzll(last);
    unsigned shift = log2 - 2;
    size_t quarter = last >> shift; /* 4 to 7 */
    *ret_class_bytes = ((quarter + 1) << shift) * POOL_UNIT_BYTES;
    return POOL_EXACT_UNITS + (log2 - 3) * 4 + (unsigned)(quarter - 4);
}

void *lc_pool_alloc(struct lc_pool *pool, size_t bytes)
{
    if (bytes > SIZE_MAX / 4) {
        return NULL;
    }
    size_t class_bytes;
    unsigned class = size_class(bytes, &class_bytes);
    struct lc_pool_piece *piece = class < LC_POOL_CLASSES ? pool->free[class] : NULL;
    if (!piece) {
        return lc_arena_alloc(pool->arena, class_bytes);
    }
    pool->free[class] = piece->next;
    return memset(piece, 0, class_bytes);
}

void lc_pool_free(struct lc_pool *pool, void *piece, size_t bytes)
{
    size_t class_bytes;
    unsigned class = size_class(bytes, &class_bytes);
    struct lc_pool_piece *freed = piece;
    if (freed && class < LC_POOL_CLASSES) {
        freed->next = pool->free[class];
        pool->free[class] = freed;
    }
}

int lc_pool_reserve(struct lc_pool *pool, void **array, size_t *capacity, size_t wanted,
                    size_t item_bytes)
{
    if (wanted <= *capacity) {
        return 0;
    }
    size_t grown = *capacity ? *capacity * 2 : 16;
    if (grown < wanted) {
        grown = wanted;
    }
    if (grown > SIZE_MAX / 4 / item_bytes) {
        return -ENOMEM;
    }
    void *fresh = lc_pool_alloc(pool, grown * item_bytes);
    if (!fresh) {
        return -ENOMEM;
    }
    lc_pool_free(pool, *array, *capacity * item_bytes);
    *array = fresh;
    *capacity = grown;
    return 0;
}
