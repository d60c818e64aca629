#include "base/pool.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"

enum { BLOCK_BYTES = 64 * 1024, ALIGNMENT = 16 };

struct rg_pool_block {
    struct rg_pool_block *next;
    size_t used, size;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

static struct rg_pool_block *block_new(struct rg_pool *pool, size_t bytes)
{
    size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    struct rg_pool_block *block = NULL;
    if (size <= SIZE_MAX - sizeof(*block)) {
        block = calloc(1, sizeof(*block) + size);
    }
    if (block == NULL) {
        fprintf(stderr, "racegate: out of memory (%zu bytes in use)\n", pool->total_bytes);
        exit(RG_STATUS_INCONCLUSIVE);
    }
    block->size = size;
    block->next = pool->blocks;
    pool->blocks = block;
    pool->total_bytes += size;
    return block;
}

void *rg_pool_alloc(struct rg_pool *pool, size_t bytes)
{
    size_t rounded =
        bytes > SIZE_MAX - ALIGNMENT ? SIZE_MAX : (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct rg_pool_block *block = pool->blocks;
    if (block == NULL || block->size - block->used < rounded) {
        block = block_new(pool, rounded);
    }
    void *memory = block->bytes + block->used;
    block->used += rounded;
    return memory;
}

char *rg_pool_copy(struct rg_pool *pool, const char *text, size_t length)
{
    if (text == NULL) {
        return NULL;
    }
    char *copy = rg_pool_alloc(pool, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *rg_pool_string(struct rg_pool *pool, const char *text)
{
    return text == NULL ? NULL : rg_pool_copy(pool, text, strlen(text));
}

char *rg_pool_format(struct rg_pool *pool, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = rg_pool_alloc(pool, length < 0 ? 1 : (size_t)length + 1);
    if (length >= 0) {
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

void rg_pool_clear(struct rg_pool *pool)
{
    while (pool->blocks != NULL) {
        struct rg_pool_block *next = pool->blocks->next;
        free(pool->blocks);
        pool->blocks = next;
    }
    pool->total_bytes = 0;
}

void *rg_pool_grow(struct rg_pool *pool, void *array, size_t count, size_t element_bytes)
{
    enum { FIRST = 4 };
    bool is_full = count == 0 || (count >= FIRST && (count & (count - 1)) == 0);
    if (!is_full) {
        return array;
    }
    size_t capacity = count == 0 ? FIRST : count * 2;
    void *larger = rg_pool_alloc(
        pool, capacity > SIZE_MAX / element_bytes ? SIZE_MAX : capacity * element_bytes);
    if (count != 0) {
        memcpy(larger, array, count * element_bytes);
    }
    return larger;
}
