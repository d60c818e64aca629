/*
 * base/pool.h - memory that is freed all at once.
 *
 * Everything that racegate reads or derives lives until the end of a command, so nothing is freed
 * one by one. A reader parses into a pool of its own and gives that back after each report: a log
 * of any size needs no more memory than its largest report and its distinct findings.
 *
 * Limits:  none of its own. Out of memory ends the program with a clear line and status 3:
 *          a gate that could not look has not seen a pass.
 * Threads: none; racegate has one thread.
 */
#ifndef RG_BASE_POOL_H
#define RG_BASE_POOL_H

#include <stddef.h>

struct rg_pool {
    struct rg_pool_block *blocks;
    size_t total_bytes;
};

/* A pool starts as {0}. Zeroed memory, aligned for any type; never NULL. */
void *rg_pool_alloc(struct rg_pool *pool, size_t bytes);
/* A copy of the first `length` bytes of `text`, terminated. NULL stays NULL. */
char *rg_pool_copy(struct rg_pool *pool, const char *text, size_t length);
char *rg_pool_string(struct rg_pool *pool, const char *text);
__attribute__((format(printf, 2, 3))) char *rg_pool_format(struct rg_pool *pool, const char *format,
                                                           ...);
/* Forget everything. The pool may be used again. */
void rg_pool_clear(struct rg_pool *pool);

/* Room for one more element: the array, moved when it had to grow. */
void *rg_pool_grow(struct rg_pool *pool, void *array, size_t count, size_t element_bytes);

/*
 * Append a zeroed element to the pool array `list` of `count` elements; a pointer to it. A new
 * capacity is reached at each power of two, so the capacity itself needs no field.
 */
#define RG_PUSH(pool, list, count) \
    ((list) = rg_pool_grow((pool), (list), (count), sizeof(*(list))), &(list)[(count)++])

#endif
