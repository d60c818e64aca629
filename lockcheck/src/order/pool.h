/*
 * order/pool.h - pieces of an arena that can be given back and used again.
 *
 * Owns:    the pieces given back, in one list for each size class; fresh ones come from the arena.
 * Limits:  a piece is never joined with its neighbours, so it serves its own size class for ever.
 *          Size classes are at most a quarter apart.
 * Cost:    O(1).
 */
#ifndef LC_ORDER_POOL_H
#define LC_ORDER_POOL_H

#include <stddef.h>

struct lc_arena;
struct lc_pool_piece;

enum { LC_POOL_CLASSES = 160 };

struct lc_pool {
    struct lc_arena *arena;
    struct lc_pool_piece *free[LC_POOL_CLASSES];
};

/* `bytes` zeroed bytes, aligned to 16, or NULL. */
void *lc_pool_alloc(struct lc_pool *pool, size_t bytes);
/* `bytes` as it was asked for. A null piece is fine. */
void lc_pool_free(struct lc_pool *pool, void *piece, size_t bytes);

/*
 * Make a scratch array hold at least `wanted` items, doubling; its content is not kept.
 * 0, or -ENOMEM and the array is as it was.
 */
int lc_pool_reserve(struct lc_pool *pool, void **array, size_t *capacity, size_t wanted,
                    size_t item_bytes);

#endif
