#include "exec/shard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNKNOWN_MS = 1000, SHARDS_MAX = 1000 };

int rg_shard_parse(const char *text, unsigned *ret_index, unsigned *ret_count)
{
    char rest;
    unsigned index, count;
    if (sscanf(text, "%u/%u%c", &index, &count, &rest) != 2 || index < 1 || index > count ||
        count > SHARDS_MAX) {
        return -EINVAL;
    }
    *ret_index = index;
    *ret_count = count;
    return 0;
}

struct item {
    size_t entry;
    const char *config, *test;
    unsigned repeat;
    long long duration_ms;
};

static int compare_items(const void *a_memory, const void *b_memory)
{
    const struct item *a = a_memory, *b = b_memory;
    if (a->duration_ms != b->duration_ms) {
        return a->duration_ms > b->duration_ms ? -1 : 1;
    }
    int order = strcmp(a->config, b->config);
    order = order != 0 ? order : strcmp(a->test, b->test);
    return order != 0 ? order : (a->repeat > b->repeat) - (a->repeat < b->repeat);
}

static long long duration_of(const struct rg_result *durations, const char *config,
                             const char *test)
{
    for (size_t i = 0; durations != NULL && i < durations->job_count; i++) {
        const struct rg_job *job = &durations->jobs[i];
        if (strcmp(job->config, config) == 0 && strcmp(job->test, test) == 0) {
            return job->duration_ms;
        }
    }
    return UNKNOWN_MS;
}

static void keep_with_needs(struct rg_batch *batch, size_t index)
{
    struct rg_batch_entry *entry = &batch->entries[index];
    if (!entry->is_dropped) {
        return;
    }
    entry->is_dropped = false;
    for (size_t i = 0; i < entry->before_count; i++) {
        keep_with_needs(batch, entry->before[i]);
    }
}

void rg_shard_apply(struct rg_batch *batch, unsigned index, unsigned count,
                    const struct rg_result *durations)
{
    struct rg_pool *pool = batch->pool;
    struct item *items = rg_pool_alloc(pool, (batch->entry_count + 1) * sizeof(*items));
    long long *busy_ms = rg_pool_alloc(pool, count * sizeof(*busy_ms));
    for (size_t i = 0; i < batch->entry_count; i++) {
        const struct rg_batch_entry *entry = &batch->entries[i];
        items[i] = (struct item){i, entry->config->name, entry->test->name, entry->repeat,
                                 duration_of(durations, entry->config->name, entry->test->name)};
        batch->entries[i].is_dropped = true;
    }
    if (batch->entry_count > 0) {
        qsort(items, batch->entry_count, sizeof(*items), compare_items);
    }
    for (size_t i = 0; i < batch->entry_count; i++) {
        unsigned least = 0;
        for (unsigned j = 1; j < count; j++) {
            least = busy_ms[j] < busy_ms[least] ? j : least;
        }
        busy_ms[least] += items[i].duration_ms + 1;
        if (least + 1 == index) {
            keep_with_needs(batch, items[i].entry);
        }
    }
    batch->result->shard = index;
    batch->result->shard_count = count;
}
