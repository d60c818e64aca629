#include "report/symbols_image.h"

#include <stdlib.h>

void lc_extents_add(struct lc_extents *extents, Dwarf_Addr start, Dwarf_Addr end,
                    const Dwarf_Die *die, struct lc_unit *unit)
{
    if (extents->count == extents->room) {
        size_t room = extents->room ? extents->room * 2 : 64;
        struct lc_extent *items = realloc(extents->items, room * sizeof(*items));
        if (!items) {
            return;
        }
        extents->items = items;
        extents->room = room;
    }
    extents->items[extents->count++] = (struct lc_extent){start, end, *die, unit};
}

static int by_start(const void *left, const void *right)
{
    const struct lc_extent *a = left;
    const struct lc_extent *b = right;
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    /* The larger one first: the search meets the inner one of two that start together. */
    return a->end == b->end ? 0 : a->end > b->end ? -1 : 1;
}

void lc_extents_complete(struct lc_extents *extents)
{
    if (extents->count) {
        qsort(extents->items, extents->count, sizeof(extents->items[0]), by_start);
    }
    extents->complete = true;
}

struct lc_extent *lc_extents_find(const struct lc_extents *extents, Dwarf_Addr address)
{
    /* Extents hardly ever overlap: one that contains the address is among the few before it. */
    enum { OVERLAP_MAX = 16 };
    size_t low = 0;
    size_t high = extents->count; /* items[high..] start after the address */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (extents->items[middle].start <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (size_t back = 1; back <= OVERLAP_MAX && back <= high; back++) {
        struct lc_extent *extent = &extents->items[high - back];
        if (address < extent->end) {
            return extent;
        }
    }
    return NULL;
}

void lc_extents_fini(struct lc_extents *extents)
{
    free(extents->items);
    *extents = (struct lc_extents){0};
}
