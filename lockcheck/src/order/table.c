#include "order/table.h"

#include <errno.h>

#include "order/pool.h"

enum { TABLE_BUCKETS_MIN = 64 };

int lc_table_init(struct lc_table *table, struct lc_pool *pool)
{
    *table = (struct lc_table){.bucket_count = TABLE_BUCKETS_MIN};
    table->buckets = lc_pool_alloc(pool, TABLE_BUCKETS_MIN * sizeof(*table->buckets));
    return table->buckets ? 0 : -ENOMEM;
}

static struct lc_table_link **bucket_of(const struct lc_table *table, uint64_t key)
{
    return &table->buckets[key & (table->bucket_count - 1)];
}

static void push(struct lc_table *table, struct lc_table_link *link)
{
    struct lc_table_link **bucket = bucket_of(table, link->key);
    link->next = *bucket;
    *bucket = link;
}

static void grow(struct lc_table *table, struct lc_pool *pool)
{
    struct lc_table old = *table;
    size_t bytes = old.bucket_count * sizeof(*old.buckets);
    struct lc_table_link **buckets = lc_pool_alloc(pool, bytes * 2);
    if (!buckets) {
        return;
    }
    table->buckets = buckets;
    table->bucket_count = old.bucket_count * 2;
    for (size_t i = 0; i < old.bucket_count; i++) {
        struct lc_table_link *next;
        for (struct lc_table_link *link = old.buckets[i]; link; link = next) {
            next = link->next;
            push(table, link);
        }
    }
    lc_pool_free(pool, old.buckets, bytes);
}

void lc_table_insert(struct lc_table *table, struct lc_pool *pool, struct lc_table_link *link,
                     uint64_t key)
{
    if (table->link_count >= table->bucket_count) {
        grow(table, pool);
    }
    link->key = key;
    push(table, link);
    table->link_count++;
}

void lc_table_remove(struct lc_table *table, struct lc_table_link *link)
{
    struct lc_table_link **slot = bucket_of(table, link->key);
    while (*slot != link) {
        slot = &(*slot)->next;
    }
    *slot = link->next;
    table->link_count--;
}

struct lc_table_link *lc_table_find(const struct lc_table *table, uint64_t key)
{
    struct lc_table_link *link = *bucket_of(table, key);
    while (link && link->key != key) {
        link = link->next;
    }
    return link;
}

struct lc_table_link *lc_table_find_next(const struct lc_table_link *link)
{
    uint64_t key = link->key;
    do {
        link = link->next;
    } while (link && link->key != key);
    return (struct lc_table_link *)link;
}
