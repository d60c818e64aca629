#include "base/arena.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "base/sys.h"

enum { ARENA_ALIGN = 16, ARENA_BLOCK_BYTES_MIN = 64 * 1024, ARENA_BLOCK_BYTES_STEP = 1024 * 1024 };

struct lc_arena_block {
    struct lc_arena_block *older;
    size_t bytes; /* of the whole block, this header included */
};

_Static_assert(sizeof(struct lc_arena_block) % ARENA_ALIGN == 0, "keeps payloads aligned");

static void *mmap_grow(size_t bytes)
{
    return lc_sys_mmap(bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static void mmap_shrink(void *block, size_t bytes)
{
    /* The call itself: in the watched process the name munmap is ours, and takes our locks. */
    (void)LC_SYS2(SYS_munmap, block, bytes);
}

static void *heap_grow(size_t bytes)
{
    return calloc(1, bytes);
}

static void heap_shrink(void *block, size_t bytes)
{
    (void)bytes;
    free(block);
}

const struct lc_arena_source lc_arena_mmap = {mmap_grow, mmap_shrink};
const struct lc_arena_source lc_arena_heap = {heap_grow, heap_shrink};

void lc_arena_init(struct lc_arena *arena, const struct lc_arena_source *source, size_t bytes_max)
{
    *arena = (struct lc_arena){.source = source, .bytes_max = bytes_max};
}

void lc_arena_fini(struct lc_arena *arena)
{
    while (arena->blocks) {
        struct lc_arena_block *block = arena->blocks;
        arena->blocks = block->older;
        arena->source->shrink(block, block->bytes);
    }
    lc_arena_abandon(arena);
}

void lc_arena_abandon(struct lc_arena *arena)
{
    lc_arena_init(arena, arena->source, arena->bytes_max);
}

/* Small arenas stay small; large ones grow in few steps. */
static size_t next_block_bytes(const struct lc_arena *arena, size_t wanted)
{
    size_t bytes = arena->total_bytes / 4;
    if (bytes > ARENA_BLOCK_BYTES_STEP) {
        bytes = ARENA_BLOCK_BYTES_STEP;
    }
    if (bytes < wanted) {
        bytes = wanted;
    }
    return (bytes + ARENA_BLOCK_BYTES_MIN - 1) & ~(size_t)(ARENA_BLOCK_BYTES_MIN - 1);
}

static int arena_grow(struct lc_arena *arena, size_t payload)
{
    size_t bytes = next_block_bytes(arena, payload + sizeof(struct lc_arena_block));
    if (bytes > arena->bytes_max || arena->total_bytes > arena->bytes_max - bytes) {
        return -1;
    }
    struct lc_arena_block *block = arena->source->grow(bytes);
    if (!block) {
        return -1;
    }
    block->older = arena->blocks;
    block->bytes = bytes;
    arena->blocks = block;
    arena->next = (unsigned char *)(block + 1);
    arena->left_bytes = bytes - sizeof(*block);
    arena->total_bytes += bytes;
    return 0;
}

void lc_arena_reserve(struct lc_arena *arena, size_t bytes)
{
    (void)arena_grow(arena, bytes);
    arena->bytes_max = arena->total_bytes;
}

void *lc_arena_alloc(struct lc_arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 2) {
        arena->refused++;
        return NULL;
    }
    bytes = (bytes + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    if (bytes > arena->left_bytes && arena_grow(arena, bytes) != 0) {
        arena->refused++;
        return NULL;
    }
    void *p = arena->next;
    arena->next += bytes;
    arena->left_bytes -= bytes;
    return p;
}
