/*
 * report/map.h - a hash map from a 64-bit key to a pointer.
 *
 * Owns:    its table; not what the values point to.
 * Threads: none inside.
 * Limits:  memory. A put that fails changes nothing.
 */
#ifndef LC_REPORT_MAP_H
#define LC_REPORT_MAP_H

#include <stddef.h>
#include <stdint.h>

struct lc_map_slot {
    uint64_t key;
    void *value; /* NULL: the slot is free */
};

struct lc_map {
    struct lc_map_slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    size_t used;
};

/* A zeroed struct is an empty map. */
void lc_map_fini(struct lc_map *map);
/* The value, or NULL. */
void *lc_map_get(const struct lc_map *map, uint64_t key);
/* Set or replace; value is not NULL. 0 or -ENOMEM. */
int lc_map_put(struct lc_map *map, uint64_t key, void *value);

#endif
