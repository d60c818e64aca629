#include "report/map.h"

#include <errno.h>
#include <stdlib.h>

#include "base/hash.h"

enum { MAP_SLOTS_MIN = 64 };

void lc_map_fini(struct lc_map *map)
{
    free(map->slots);
    *map = (struct lc_map){0};
}

/* The slot of `key`, or the free one where it belongs. The table is never full. */
static struct lc_map_slot *find(const struct lc_map *map, uint64_t key)
{
    size_t mask = map->slot_count - 1;
    size_t at = lc_hash_mix(key) & mask;
    while (map->slots[at].value && map->slots[at].key != key) {
        at = (at + 1) & mask;
    }
    return &map->slots[at];
}

void *lc_map_get(const struct lc_map *map, uint64_t key)
{
    return map->slot_count ? find(map, key)->value : NULL;
}

static int grow(struct lc_map *map)
{
    struct lc_map larger = {.slot_count = map->slot_count ? map->slot_count * 2 : MAP_SLOTS_MIN,
                            .used = map->used};
    larger.slots = calloc(larger.slot_count, sizeof(*larger.slots));
    if (!larger.slots) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < map->slot_count; i++) {
        if (map->slots[i].value) {
            *find(&larger, map->slots[i].key) = map->slots[i];
        }
    }
    free(map->slots);
    *map = larger;
    return 0;
}

int lc_map_put(struct lc_map *map, uint64_t key, void *value)
{
    if (map->used * 2 >= map->slot_count) {
        int error = grow(map);
        if (error) {
            return error;
        }
    }
    struct lc_map_slot *slot = find(map, key);
    map->used += !slot->value;
    *slot = (struct lc_map_slot){key, value};
    return 0;
}
