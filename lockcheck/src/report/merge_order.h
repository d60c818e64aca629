/*
 * report/merge_order.h - threads, processes and locks of several traces as one lc_order knows them.
 *
 * Owns:    the order, and the numbers under which it knows threads and locks.
 * Threads: none inside.
 */
#ifndef LC_REPORT_MERGE_ORDER_H
#define LC_REPORT_MERGE_ORDER_H

#include "order/order.h"
#include "report/model.h"

struct lc_merge_process {
    lc_thread_id *threads; /* that were heard of, the root first */
    size_t thread_count, thread_room;
    bool has_begun;
    bool is_over; /* somebody waited for it */
};

struct lc_merge_order {
    const struct lc_model *model;
    struct lc_arena arena;
    struct lc_order *order;
    struct lc_merge_process *processes; /* as in the model */
    struct lc_map threads;              /* process << 32 | id -> lc_thread_id */
    struct lc_map private_locks;        /* process << 32 | id -> lc_lock_id */
    struct lc_map shared_locks;         /* lc_shared_lock_key -> lc_lock_id, of now */
    struct lc_map no_locks;             /* keys of shared locks that some process withdrew */
    struct lc_map written;              /* keys of shared rwlocks that somebody writes */
    struct lc_map sem_facts;            /* keys of shared semaphores -> what is known of them */
    struct lc_map spawned;              /* pids -> lc_thread_id: what they begin after */
    struct lc_map waited;               /* pids that somebody waits for, sooner or later */
    lc_thread_id last_thread;
    lc_lock_id last_lock;
    bool no_memory;
};

/* 0 or -ENOMEM; fini in any case. */
int lc_merge_order_init(struct lc_merge_order *merge, const struct lc_model *model);
void lc_merge_order_fini(struct lc_merge_order *merge);

/* The number of something of one process; and maps of numbers, of which 0 is none. */
static inline uint64_t lc_merge_key(uint32_t process, uint32_t id)
{
    return (uint64_t)process << 32 | id;
}

static inline void lc_merge_put(struct lc_merge_order *merge, struct lc_map *map, uint64_t key,
                                uint32_t value)
{
    merge->no_memory |= lc_map_put(map, key, (void *)(uintptr_t)value) != 0;
}

static inline uint32_t lc_merge_get(const struct lc_map *map, uint64_t key)
{
    return (uint32_t)(uintptr_t)lc_map_get(map, key);
}

/* Before all else, for each process: what is true of locks for all as soon as one of them says so.
 */
void lc_merge_look_ahead(struct lc_merge_order *merge, const struct lc_process *process);

/* A thread; one not heard of before began with its process. */
lc_thread_id lc_merge_thread(struct lc_merge_order *merge, uint32_t process, uint32_t thread);
/* A lock; 0: it is none. */
lc_lock_id lc_merge_lock(struct lc_merge_order *merge, uint32_t process, uint32_t lock);
/* A shared lock ended, for every process. */
void lc_merge_lock_end(struct lc_merge_order *merge, uint32_t process, uint32_t lock);

/* The process begins: after what its origin did before. */
void lc_merge_begin(struct lc_merge_order *merge, uint32_t process);
/* It ends, and nobody said that he waited for it: its parent may have, unseen. */
void lc_merge_end(struct lc_merge_order *merge, uint32_t process);
void lc_merge_event(struct lc_merge_order *merge, uint32_t process,
                    const struct lc_trace_event *event);

#endif
