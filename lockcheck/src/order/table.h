/*
 * order/table.h - a hash table of links that live inside what they find.
 *
 * Owns:    its buckets, from a pool. The links belong to the caller.
 * Limits:  when the pool has no larger buckets it goes on with the old ones, slower.
 * Cost:    O(1) each, and now and then a doubling.
 *
 * Keys are 64-bit and already well mixed. Two things may have the same key: look at all of them.
 */
#ifndef LC_ORDER_TABLE_H
#define LC_ORDER_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct lc_pool;

struct lc_table_link {
    struct lc_table_link *next;
    uint64_t key;
};

struct lc_table {
    struct lc_table_link **buckets;
    size_t bucket_count; /* a power of two */
    size_t link_count;
};

/* 0 or -ENOMEM. */
int lc_table_init(struct lc_table *table, struct lc_pool *pool);
void lc_table_insert(struct lc_table *table, struct lc_pool *pool, struct lc_table_link *link,
                     uint64_t key);
/* `link` must be in the table. */
void lc_table_remove(struct lc_table *table, struct lc_table_link *link);
/* The first link with this key, or NULL; and the next one after `link` with the same key. */
struct lc_table_link *lc_table_find(const struct lc_table *table, uint64_t key);
struct lc_table_link *lc_table_find_next(const struct lc_table_link *link);

/* The struct that holds a link, or NULL for no link. */
#define LC_TABLE_ENTRY(link, type, member) \
    ((link) ? (type *)(void *)((char *)(link)-offsetof(type, member)) : (type *)0)

#endif
