/*
 * base/arena.h - memory that only grows, handed out in order, given back all at once.
 *
 * Owns:    the blocks that its grow function gave it.
 * Threads: none inside; the caller serialises every call on one arena.
 * Cost:    a bump of a pointer; one grow call per block.
 * Limits:  bytes_max; past it, and when grow fails, allocation returns NULL and the refusal counts.
 *
 * Where the blocks come from is the caller's choice: lc_arena_mmap in the watched process (which
 * must not call malloc), malloc in the command-line tool and in tests.
 */
#ifndef LC_BASE_ARENA_H
#define LC_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct lc_arena_block;

struct lc_arena_source {
    void *(*grow)(size_t bytes); /* zeroed memory, aligned to 16; NULL when there is none */
    void (*shrink)(void *block, size_t bytes);
};

/* Anonymous private mappings. Safe before constructors, in signal handlers and after fork. */
extern const struct lc_arena_source lc_arena_mmap;
/* calloc and free. */
extern const struct lc_arena_source lc_arena_heap;

struct lc_arena {
    const struct lc_arena_source *source;
    struct lc_arena_block *blocks; /* newest first */
    unsigned char *next;           /* first free byte of the newest block */
    size_t left_bytes;             /* free bytes after `next` */
    size_t total_bytes;            /* of all blocks */
    size_t bytes_max;              /* never grow past this; SIZE_MAX: no limit */
    uint64_t refused;              /* allocations that returned NULL */
};

void lc_arena_init(struct lc_arena *arena, const struct lc_arena_source *source, size_t bytes_max);
/* Give every block back. The arena is empty and usable afterwards. */
void lc_arena_fini(struct lc_arena *arena);
/* Forget every block without giving it back (a fork child whose copies may be half written). */
void lc_arena_abandon(struct lc_arena *arena);

/* Take a block of `bytes` now, and none later. */
void lc_arena_reserve(struct lc_arena *arena, size_t bytes);

/* `bytes` zeroed bytes, aligned to 16, or NULL. Blocks are at least 64 KiB. */
void *lc_arena_alloc(struct lc_arena *arena, size_t bytes);

#endif
